import { useEffect } from "react";
import { useMutation, useQuery, useSubscription } from "urql";

import { graphql } from "./generated";
import { Person } from "./Person";

const OPEN = graphql(`
  query OpenInvitations {
    viewer {
      invitationsReceived(first: 10) {
        edges {
          node {
            id
            note
            member {
              id
              name
              headline
            }
          }
        }
      }
    }
  }
`);

const RECEIVED = graphql(`
  subscription InvitationReceived {
    invitationReceived {
      id
    }
  }
`);

const ACCEPT = graphql(`
  mutation Accept($member: ID!) {
    acceptInvitation(memberId: $member) {
      member {
        id
      }
      errors {
        message
      }
    }
  }
`);

export function Invitations() {
  const [{ data }, again] = useQuery({ query: OPEN });
  const [{ data: news }] = useSubscription({ query: RECEIVED });
  const [, accept] = useMutation(ACCEPT); // urql then asks again for all that shows members
  const open = data?.viewer?.invitationsReceived.edges ?? [];

  useEffect(() => {
    if (news) again({ requestPolicy: "network-only" });
  }, [news, again]);

  if (!open.length) return null;
  return (
    <section aria-label="Invitations" data-invitations>
      <h2>Invitations</h2>
      {open.map(({ node: { id, member, note } }) => (
        <div key={id} data-member={member.id}>
          <Person member={member}>{note && <small>{note}</small>}</Person>
          <button onClick={() => accept({ member: member.id })}>Accept</button>
        </div>
      ))}
    </section>
  );
}
