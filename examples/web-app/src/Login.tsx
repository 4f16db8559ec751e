import { type FormEvent, useEffect, useState } from "react";

import { logIn, type Provider, providers, Refused, sendCode } from "./session";

const FAILED: Record<string, string> = {
  FORBIDDEN: "The provider has not verified an e-mail address of yours.",
  UNAVAILABLE: "The provider does not answer; try again.",
};

export function Login({ onDone }: { onDone: () => void }) {
  const [arrived, failure] = location.hash.slice(1).split("=");
  const fromProvider = arrived === "login-code";
  const [needsCode, setNeedsCode] = useState(fromProvider);
  const [said, setSaid] = useState(
    arrived === "login-failed" ? (FAILED[failure ?? ""] ?? "That did not work; try again.") : "",
  );
  const [busy, setBusy] = useState(false);
  const [offered, setOffered] = useState<Provider[]>([]);

  useEffect(() => {
    providers().then(setOffered, () => {}); // without them, one logs in by password
  }, []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = (name: string) => String(form.get(name) ?? "");
    setBusy(true);
    try {
      if (fromProvider) await sendCode(given("code"));
      else await logIn(given("email"), given("password"), given("code"));
      history.replaceState(null, "", location.pathname);
      onDone();
    } catch (error) {
      const asksForCode = error instanceof Refused && error.code === "SECOND_FACTOR_REQUIRED";
      setNeedsCode(needsCode || asksForCode);
      setSaid(asksForCode ? "Enter the code that your app shows." : String((error as Error).message));
    } finally {
      setBusy(false);
    }
  }

  return (
    <main className="login">
      <h1>ProConnect</h1>
      <form onSubmit={submit}>
        {!fromProvider && (
          <>
            <label>
              E-mail address
              <input name="email" type="email" autoComplete="username" required autoFocus />
            </label>
            <label>
              Password
              <input name="password" type="password" autoComplete="current-password" required />
            </label>
          </>
        )}
        {needsCode && (
          <label>
            Code of the second factor
            <input name="code" inputMode="numeric" autoComplete="one-time-code" required />
          </label>
        )}
        <p role="alert">{said}</p>
        <button disabled={busy}>Log in</button>
      </form>
      {offered.map(({ name, title, address }) => (
        <a key={name} className="button quiet" href={`${address}?next=/`}>
          Log in with {title}
        </a>
      ))}
    </main>
  );
}
