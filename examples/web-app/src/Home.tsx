import { useQuery } from "urql";

import { Feed } from "./Feed";
import { graphql } from "./generated";
import { Invitations } from "./Invitations";
import { Suggestions } from "./Suggestions";

const ME = graphql(`
  query Me {
    viewer {
      member {
        id
        name
        headline
        connectionCount
      }
    }
  }
`);

export function Home({ onLogOut }: { onLogOut: () => void }) {
  const [{ data }] = useQuery({ query: ME });
  const me = data?.viewer?.member;
  return (
    <>
      <header>
        <h1>ProConnect</h1>
        {me && (
          <p data-me>
            <strong>{me.name}</strong>
            <span>
              {me.connectionCount === 1 ? "1 connection" : `${me.connectionCount ?? 0} connections`}
            </span>
          </p>
        )}
        <button className="quiet" onClick={onLogOut}>
          Log out
        </button>
      </header>
      <main className="home">
        <Feed />
        <aside>
          <Invitations />
          <Suggestions />
        </aside>
      </main>
    </>
  );
}
