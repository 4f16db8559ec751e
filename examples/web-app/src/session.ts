// The session: tokens are in cookies that no script reads. What a page can read is the proof that
// it is of this site, to be sent along with whatever may change something.

const EARLY_MS = 60_000;
let freshUntil = 0;

export function proof(): string {
  return /(?:^|; )(?:__Host-)?proconnect-csrf=(\w+)/.exec(document.cookie)?.[1] ?? "";
}

export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function post(path: string, body?: object): Promise<{ expires_in?: number }> {
  const response = await fetch(`/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": proof() },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : {};
  if (!response.ok) {
    const error = answer.errors?.[0];
    throw new Refused(error?.extensions?.code ?? "UNAVAILABLE", error?.message ?? "No answer.");
  }
  freshUntil = Date.now() + (answer.expires_in ?? 0) * 1000 - EARLY_MS;
  return answer;
}

export async function logIn(email: string, password: string, code: string): Promise<void> {
  await post("login", { email, password, cookies: true, ...(code && { code }) });
}

export async function sendCode(code: string): Promise<void> {
  await post("openid/factor", { code });
}

export async function logOut(): Promise<void> {
  await post("logout");
}

// A refresh token is good once: of all tabs, one at a time uses it.
export async function fresh(): Promise<boolean> {
  if (!proof()) return false;
  if (Date.now() < freshUntil) return true;
  return navigator.locks.request("proconnect-refresh", async () => {
    if (Date.now() < freshUntil) return true;
    try {
      await post("refresh");
      return true;
    } catch (error) {
      if (error instanceof Refused && error.code === "UNAUTHENTICATED") return false;
      throw error;
    }
  });
}

export type Provider = { name: string; title: string; address: string };

export async function providers(): Promise<Provider[]> {
  const response = await fetch("/auth/openid");
  return response.ok ? (await response.json()).providers : [];
}
