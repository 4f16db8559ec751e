// GraphiQL with a field for the access token and the examples of the start page.

import { useCallback, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { setNonce } from "get-nonce";
import { GraphiQL } from "graphiql";
import { useEditorContext } from "@graphiql/react";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { createClient } from "graphql-ws";
import "graphiql/style.css";
import "./main.css";

const KEPT = "proconnect.token";
const data = JSON.parse(document.getElementById("page-data").textContent);

// The scroll lock of the dialogs adds a style element; the page's policy admits it by this nonce.
setNonce(document.querySelector("script[nonce]").nonce);

// A token in the fragment never reaches a server or its logs; it is taken out of the address too.
const fragment = new URLSearchParams(location.hash.slice(1));
if (fragment.has("token")) sessionStorage.setItem(KEPT, fragment.get("token"));
if (location.hash) history.replaceState(null, "", location.pathname + location.search);

// A link to another example, or with another token, is opened from the beginning.
addEventListener("hashchange", () => location.reload());

let token = sessionStorage.getItem(KEPT) ?? data.token ?? "";

function authorizedFetch(url, options) {
  const headers = new Headers(options.headers);
  if (token && !headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
  return fetch(url, { ...options, headers });
}

const sockets = createClient({
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
  connectionParams: () => (token ? { Authorization: `Bearer ${token}` } : {}),
  lazy: true,
});

const fetcher = createGraphiQLFetcher({
  url: "/graphql",
  fetch: authorizedFetch,
  wsClient: sockets,
  enableIncrementalDelivery: false,
});

function variablesOf(example) {
  return Object.keys(example.variables).length ? JSON.stringify(example.variables, null, 2) : "";
}

function textOf(example) {
  return `# ${example.title}\n${example.query}\n`;
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.3" aria-hidden="true">
      <path d="M3 10.6 7 6.6l4-3.2M7 6.6l3.4 3.6" />
      <circle cx="2.6" cy="11" r="1.5" fill="currentColor" />
      <circle cx="11.4" cy="3" r="1.5" fill="currentColor" />
      <circle cx="10.9" cy="10.8" r="1.1" fill="currentColor" />
    </svg>
  );
}

function Examples() {
  const { addTab, queryEditor, variableEditor, tabs, activeTabIndex } = useEditorContext({
    nonNull: true,
  });
  const [wanted, setWanted] = useState(null);
  // The editors hold the text of the active tab, so the new tab has to be there first.
  useEffect(() => {
    if (!wanted || tabs.length < wanted.tabs || activeTabIndex !== tabs.length - 1) return;
    queryEditor?.setValue(textOf(wanted.example));
    variableEditor?.setValue(variablesOf(wanted.example));
    queryEditor?.focus();
    setWanted(null);
  }, [wanted, tabs, activeTabIndex, queryEditor, variableEditor]);
  const open = (example) => {
    addTab();
    setWanted({ example, tabs: tabs.length + 1 });
  };
  return (
    <section aria-label="Examples" className="examples">
      <div className="examples-title">Examples</div>
      <p>Each opens in a new tab, with its variables.</p>
      <ul>
        {data.examples.map((example) => (
          <li key={example.name}>
            <button type="button" onClick={() => open(example)}>
              <strong>{example.title}</strong>
              <span>{example.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const EXAMPLES_PLUGIN = { title: "Examples", icon: ExamplesIcon, content: Examples };

async function askWho() {
  const response = await authorizedFetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query: "{ viewer { member { name } } }" }),
  });
  const answer = await response.json();
  if (answer.data?.viewer) return `Asking as ${answer.data.viewer.member.name}`;
  return answer.errors?.[0]?.message ?? "This token is not accepted";
}

function TokenBar({ value, onChange }) {
  const [who, setWho] = useState("");
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  useEffect(() => {
    if (!value) {
      setWho("Without a token: public data only");
      return undefined;
    }
    let current = true;
    setWho("");
    askWho()
      .catch(() => "The endpoint does not answer")
      .then((text) => current && setWho(text));
    return () => {
      current = false;
    };
  }, [value]);
  const submit = (event) => {
    event.preventDefault();
    onChange(draft.trim().replace(/^Bearer\s+/i, ""));
  };
  return (
    <header className="bar">
      <a href="/" className="brand">
        <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
          <path className="edge" d="M7 24 15.5 14.5 25 8M15.5 14.5 24 23" />
          <circle className="warm" cx="7" cy="24" r="4" />
          <circle className="accent" cx="15.5" cy="14.5" r="3.2" />
          <circle className="accent" cx="25" cy="8" r="4" />
          <circle className="faint" cx="24" cy="23" r="2.6" />
        </svg>
        ProConnect
      </a>
      <form onSubmit={submit}>
        <label htmlFor="token">Access token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck="false"
          placeholder="Paste a token to ask as a member"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={submit}
        />
        {data.token && value !== data.token ? (
          <button type="button" onClick={() => onChange(null)}>
            Use the development token
          </button>
        ) : null}
        <span role="status">{who}</span>
      </form>
      <nav aria-label="More">
        <a href="/docs">Docs</a>
        <a href="/schema.graphql">Schema</a>
      </nav>
    </header>
  );
}

function App() {
  const [current, setCurrent] = useState(token);
  const change = useCallback((next) => {
    if (next === token) return;
    if (next === null) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, next);
    token = next ?? data.token ?? "";
    setCurrent(token);
    // Open subscriptions begin again as the new member.
    sockets.terminate();
  }, []);
  const initial = useMemo(() => {
    // Who comes for the first time finds the first example; others find their own tabs.
    const isNew = !fragment.has("query") && !localStorage.getItem("graphiql:tabState");
    const example =
      data.examples.find(({ name }) => name === fragment.get("example")) ??
      (isNew ? data.examples[0] : undefined);
    if (example) return { query: textOf(example), variables: variablesOf(example) };
    const query = fragment.get("query");
    return query ? { query, variables: fragment.get("variables") ?? "" } : {};
  }, []);
  return (
    <>
      <TokenBar value={current} onChange={change} />
      <main>
        <GraphiQL
          fetcher={fetcher}
          {...initial}
          defaultEditorToolsVisibility="variables"
          shouldPersistHeaders={false}
          showPersistHeadersSettings={false}
          plugins={[EXAMPLES_PLUGIN]}
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}

createRoot(document.getElementById("app")).render(<App />);
