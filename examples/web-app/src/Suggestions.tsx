import { useMutation, useQuery } from "urql";

import { graphql } from "./generated";
import type { SuggestionsQuery } from "./generated/graphql";
import { Person } from "./Person";

const SUGGESTIONS = graphql(`
  query Suggestions {
    viewer {
      peopleYouMayKnow(first: 6) {
        edges {
          node {
            member {
              id
              name
              headline
            }
            reasons {
              text
            }
          }
        }
      }
    }
  }
`);

const CONNECT = graphql(`
  mutation Connect($member: ID!) {
    sendInvitation(memberId: $member) {
      invitation {
        id
        status
      }
      connected
      errors {
        message
      }
    }
  }
`);

const ABOUT = { additionalTypenames: ["Member"] };

type Suggestion = NonNullable<
  SuggestionsQuery["viewer"]
>["peopleYouMayKnow"]["edges"][number]["node"];

export function Suggestions() {
  const [{ data }] = useQuery({ query: SUGGESTIONS, context: ABOUT });
  const found = data?.viewer?.peopleYouMayKnow.edges ?? [];
  return (
    <section aria-label="People you may know" data-suggestions>
      <h2>People you may know</h2>
      {found.map(({ node }) => (
        <Shown key={node.member.id} suggestion={node} />
      ))}
      {data && !found.length && <p className="notice">Nobody yet.</p>}
    </section>
  );
}

function Shown({ suggestion: { member, reasons } }: { suggestion: Suggestion }) {
  const [{ data, fetching, error }, connect] = useMutation(CONNECT);
  const sent = data?.sendInvitation;
  const refusal = error?.message ?? sent?.errors[0]?.message;
  const invited = sent && !refusal;
  return (
    <div data-member={member.id}>
      <Person member={member}>
        <small className="why">{reasons[0]?.text}</small>
      </Person>
      <button
        className="quiet"
        disabled={fetching || Boolean(invited)}
        onClick={() => connect({ member: member.id })}
      >
        {invited ? (sent.connected ? "Connected" : "Invited") : "Connect"}
      </button>
      {refusal && <p role="alert">{refusal}</p>}
    </div>
  );
}
