import { useEffect, useMemo, useState } from "react";
import { Provider } from "urql";

import { createClient } from "./client";
import { Home } from "./Home";
import { Login } from "./Login";
import { fresh, logOut } from "./session";

type State = "asking" | "out" | "in" | "away";

export function App() {
  const [state, setState] = useState<State>("asking");

  useEffect(() => {
    fresh().then(
      (inside) => setState(inside ? "in" : "out"),
      () => setState("away"),
    );
  }, []);

  if (state === "asking") return null;
  if (state === "away") return <p className="notice">The server does not answer. Try again.</p>;
  if (state === "out") return <Login onDone={() => setState("in")} />;
  return <Inside onLogOut={() => logOut().finally(() => setState("out"))} />;
}

function Inside({ onLogOut }: { onLogOut: () => void }) {
  const client = useMemo(createClient, []); // a new one for each login: nothing is left of another's
  return (
    <Provider value={client}>
      <Home onLogOut={onLogOut} />
    </Provider>
  );
}
