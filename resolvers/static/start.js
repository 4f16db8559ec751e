// The start page comes alive: tabs, the token, running the examples, the counts.

const data = JSON.parse(document.getElementById("page-data").textContent);
const KEPT = "proconnect.token";
const COUNTS_EVERY_MS = 15_000;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// A token in the fragment never reaches a server or its logs; it is taken out of the address too.
const fragment = new URLSearchParams(location.hash.slice(1));
if (fragment.has("token")) {
  sessionStorage.setItem(KEPT, fragment.get("token"));
  history.replaceState(null, "", location.pathname + location.search);
}

const token = () => sessionStorage.getItem(KEPT) ?? data.token ?? "";

async function ask(query, variables) {
  const headers = { "content-type": "application/json", accept: "application/json" };
  if (token()) headers.authorization = `Bearer ${token()}`;
  const began = performance.now();
  const response = await fetch("/graphql", {
    method: "POST",
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const ms = performance.now() - began;
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = null;
  }
  return { answer, text, ms, status: response.status };
}

const duration = (ms) => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);

// Fills `element` with coloured JSON, without ever parsing the answer as HTML.
function showJson(element, value) {
  const text = JSON.stringify(value, null, 2);
  const parts = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g;
  const content = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(parts)) {
    content.append(text.slice(end, match.index));
    const span = document.createElement("span");
    span.className = match[2] ? "nt" : match[1] ? "s2" : /[-\d]/.test(match[0][0]) ? "mi" : "kc";
    span.textContent = match[1] ?? match[0];
    content.append(span, match[2] ?? "");
    end = match.index + match[0].length;
  }
  content.append(text.slice(end));
  element.replaceChildren(content);
}

async function run(example, card) {
  const button = one("[data-run]", card);
  const panel = one("[data-answer]", card);
  const took = one("[data-took]", card);
  const code = one("[data-json]", card);
  button.disabled = true;
  panel.hidden = false;
  took.textContent = "asking …";
  try {
    const { answer, text, ms, status } = await ask(example.query, example.variables);
    const failed = !answer || Boolean(answer.errors);
    panel.classList.toggle("failed", failed);
    took.textContent = `${failed ? `failed with status ${status}` : "answered"} in ${duration(ms)}`;
    if (answer) showJson(code, answer);
    else code.textContent = text || "(an empty answer)";
    if (answer?.data && "viewer" in answer.data && answer.data.viewer === null && !answer.errors) {
      took.textContent = "nobody is asking: enter an access token above";
    }
  } catch (error) {
    panel.classList.add("failed");
    took.textContent = "no answer";
    code.textContent = `The server did not answer: ${error.message}`;
  } finally {
    button.disabled = false;
  }
}

async function copy(text, button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed to copy";
  }
  setTimeout(() => (button.textContent = before), 1600);
}

function setUpExamples() {
  for (const example of data.examples) {
    const card = one(`[data-example="${example.name}"]`);
    const tryIt = one("[data-run]", card);
    const copyIt = one("[data-copy]", card);
    tryIt.hidden = copyIt.hidden = false;
    one("[data-answer]", card).hidden = false;
    tryIt.addEventListener("click", () => run(example, card));
    copyIt.addEventListener("click", () => copy(example.query, copyIt));
  }
}

function setUpTabs() {
  const list = one("[data-tabs]");
  const tabs = all("[data-tab]", list);
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-orientation", "vertical");
  const select = (tab, focus) => {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.dataset.tab).hidden = !chosen;
    }
    if (focus) tab.focus();
  };
  tabs.forEach((tab, index) => {
    const panel = document.getElementById(tab.dataset.tab);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      select(tab);
      history.replaceState(null, "", `#${panel.id}`);
    });
    tab.addEventListener("keydown", (event) => {
      const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
      if (event.key === "Home") select(tabs[0], true);
      else if (event.key === "End") select(tabs.at(-1), true);
      else if (event.key in steps) {
        select(tabs[(index + steps[event.key] + tabs.length) % tabs.length], true);
      } else if (event.key === " ") select(tab);
      else return;
      event.preventDefault();
    });
  });
  const wanted = () => tabs.find((tab) => `#${tab.dataset.tab}` === location.hash);
  select(wanted() ?? tabs[0]);
  if (wanted()) one("#questions").scrollIntoView();
  addEventListener("hashchange", () => {
    if (!wanted()) return;
    select(wanted());
    one("#questions").scrollIntoView();
  });
}

async function showWho() {
  const line = one("[data-who]");
  const asked = token();
  if (!asked) {
    line.textContent = "Without a token you see public data only, and nothing about a network.";
    return;
  }
  const who = await ask("{ viewer { member { name headline } } }").catch(() => null);
  if (asked !== token()) return;
  const member = who?.answer?.data?.viewer?.member;
  if (member) {
    const name = document.createElement("strong");
    name.textContent = member.name;
    const where = asked === data.token ? " The token was made for this browser on this machine." : "";
    line.replaceChildren("Asking as ", name, member.headline ? `, ${member.headline}.` : ".", where);
  } else {
    line.textContent =
      who?.answer?.errors?.[0]?.message ?? "The endpoint does not answer at the moment.";
  }
}

function setUpToken() {
  const form = one("[data-token-form]");
  const input = one("#token", form);
  const copyToken = one("[data-copy-token]", form);
  const restore = one("[data-development-token]", form);
  const copyCurl = one("[data-copy-curl]");
  const curl = one("[data-curl]");
  curl.textContent = curl.textContent.replace("localhost:8000", `${location.origin}`);
  const show = () => {
    input.value = token();
    restore.hidden = !data.token || token() === data.token;
    copyToken.hidden = copyCurl.hidden = !token();
    showWho();
  };
  input.addEventListener("change", () => {
    sessionStorage.setItem(KEPT, input.value.trim().replace(/^Bearer\s+/i, ""));
    show();
  });
  input.addEventListener("focus", () => input.select());
  restore.addEventListener("click", () => {
    sessionStorage.removeItem(KEPT);
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  copyToken.addEventListener("click", () => copy(token(), copyToken));
  copyCurl.addEventListener("click", () =>
    copy(curl.textContent.replace("TOKEN", token()), copyCurl),
  );
  form.hidden = false;
  show();
}

async function refreshCounts() {
  if (document.hidden) return;
  const response = await fetch("/stats.json").catch(() => null);
  const counts = response?.ok ? await response.json() : null;
  one("[data-no-counts]").hidden = counts !== null;
  for (const [name, value] of Object.entries(counts ?? {})) {
    const shown = one(`[data-count="${name}"]`);
    if (shown) shown.textContent = value.toLocaleString("en");
  }
}

async function showHealth() {
  const line = one("[data-health]");
  const response = await fetch("/health/ready").catch(() => null);
  line.dataset.health = response?.ok ? "ready" : "not-ready";
  line.textContent = response?.ok ? "This server is ready." : "This server is not ready.";
}

setUpExamples();
setUpTabs();
setUpToken();
showHealth();
setInterval(refreshCounts, COUNTS_EVERY_MS);
