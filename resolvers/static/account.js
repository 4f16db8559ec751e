// The account page: one form at a time, chosen by the fragment, which may bring a token from a mail.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const said = document.querySelector("[data-said]");
let token = "";

const say = (text) => {
  said.textContent = text;
  said.hidden = !text;
};

const FAILED = {
  FORBIDDEN: "The provider has not verified an e-mail address of yours.",
  UNAVAILABLE: "The provider does not answer; try again.",
};

// What a provider's login comes back with: the session itself is in cookies.
function came(name, value) {
  if (name === "logged-in") say("You are logged in.");
  else if (name === "login-code") say("Enter the code that your app shows.");
  else if (name === "login-failed") say(FAILED[value] ?? "That did not work; try again.");
  else return false;
  return true;
}

function show() {
  // A token in the fragment never reaches a server or its logs; it is taken out of the address too.
  const [name, value] = location.hash.slice(1).split("=");
  const back = came(name, value);
  token = back ? "" : (value ?? "");
  if (token) {
    history.replaceState(null, "", `${location.pathname}#${name}`);
  }
  const forms = all("[data-form]");
  const wanted = forms.find((form) => form.dataset.form === name) ?? forms[0];
  for (const form of forms) form.hidden = form !== wanted;
  wanted.querySelector("input")?.focus();
}

// With cookies, a page of this site proves itself by what stands in one that scripts may read.
function proof() {
  const found = /(?:^|; )(?:__Host-)?proconnect-csrf=(\w+)/.exec(document.cookie);
  return found ? { "x-csrf-token": found[1] } : {};
}

async function send(form) {
  const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  if (token) given.token = token;
  const response = await fetch(`/auth/${form.dataset.path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...proof() },
    body: JSON.stringify(given),
  });
  const text = await response.text();
  return { ok: response.ok, answer: text ? JSON.parse(text) : {} };
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const { ok, answer } = await send(form);
    const refusal = answer.errors?.[0];
    if (refusal?.extensions.code === "SECOND_FACTOR_REQUIRED") {
      form.querySelector("[data-second-factor]").hidden = false;
      form.elements.code.focus();
      say("Enter the code that your app shows.");
    } else if (!ok) {
      say(refusal?.message ?? "That did not work; try again.");
    } else if (answer.access_token) {
      sessionStorage.setItem("proconnect.token", answer.access_token);
      location.assign("/");
    } else if (form.dataset.form === "login-code") {
      location.hash = "logged-in";
    } else if (form.dataset.form === "logged-in") {
      location.hash = "login";
    } else if (form.dataset.form === "reset") {
      history.replaceState(null, "", "#login"); // which, unlike a new hash, wipes nothing said
      show();
      say("The password is set. Log in with it.");
    } else {
      say(answer.message);
    }
  } catch {
    say("The server does not answer; try again.");
  } finally {
    button.disabled = false;
  }
}

for (const form of all("[data-form]")) form.addEventListener("submit", submit);
window.addEventListener("hashchange", () => {
  say("");
  show();
});

async function offer() {
  const { providers } = await (await fetch("/auth/openid")).json();
  const list = document.querySelector("[data-providers]");
  for (const { title, address } of providers) {
    const link = document.createElement("a");
    link.className = "button quiet";
    link.href = address;
    link.textContent = `Log in with ${title}`;
    list.append(link);
  }
  list.hidden = !providers.length;
}

show();
offer().catch(() => {}); // without them, one logs in by password
