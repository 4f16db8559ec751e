import { type FormEvent, useState } from "react";
import { useMutation, useQuery, useSubscription } from "urql";

import { graphql } from "./generated";
import type { FeedQuery } from "./generated/graphql";
import { Person } from "./Person";

const FEED = graphql(`
  query Feed($after: String) {
    viewer {
      feed(first: 10, after: $after, mode: LATEST) {
        edges {
          node {
            ...Item
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }

  fragment Item on FeedItem {
    post {
      id
      text
      createdAt
      reactionCount
      commentCount
      viewerReaction
      author {
        id
        name
        headline
      }
    }
    reasons {
      text
    }
  }
`);

const ADDED = graphql(`
  subscription FeedItemAdded {
    feedItemAdded {
      ...Item
    }
  }
`);

const POST = graphql(`
  mutation CreatePost($text: String!) {
    createPost(text: $text) {
      post {
        id
      }
      errors {
        message
      }
    }
  }
`);

const LIKE = graphql(`
  mutation Like($post: ID!) {
    react(postId: $post, kind: LIKE) {
      post {
        id
        reactionCount
        viewerReaction
      }
      errors {
        message
      }
    }
  }
`);

// What makes an empty feed be asked for anew: urql looks at the types in the answer of a mutation.
const ABOUT = { additionalTypenames: ["Member", "Post"] };

type Item = NonNullable<FeedQuery["viewer"]>["feed"]["edges"][number]["node"];

export function Feed() {
  const [after, setAfter] = useState<string | null>(null);
  const [older, setOlder] = useState<Item[]>([]);
  const [{ data, fetching, error }] = useQuery({ query: FEED, variables: { after }, context: ABOUT });
  const [{ data: arrived }] = useSubscription<{ feedItemAdded: Item }, Item[]>(
    { query: ADDED },
    (before = [], { feedItemAdded }) => [feedItemAdded, ...before],
  );

  const page = data?.viewer?.feed;
  const seen = new Set<string>();
  const items = [...(arrived ?? []), ...older, ...(page?.edges.map((edge) => edge.node) ?? [])]
    .filter(({ post }) => !seen.has(post.id) && seen.add(post.id));

  function more() {
    setOlder([...older, ...(page?.edges.map((edge) => edge.node) ?? [])]);
    setAfter(page?.pageInfo.endCursor ?? null);
  }

  return (
    <section aria-label="Feed" data-feed>
      <Write />
      {error && <p className="notice">The feed cannot be shown: {error.message}</p>}
      {items.map((item) => (
        <Shown key={item.post.id} item={item} />
      ))}
      {page && !items.length && <p className="notice">Nothing here yet. Connect to somebody.</p>}
      {page?.pageInfo.hasNextPage && (
        <button className="quiet" onClick={more} disabled={fetching}>
          Older
        </button>
      )}
    </section>
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function Shown({ item }: { item: Item }) {
  const { post, reasons } = item;
  const [{ data }, like] = useMutation(LIKE);
  const now = data?.react.post ?? post;
  return (
    <article data-post={post.id}>
      <Person member={post.author}>
        <time dateTime={post.createdAt}>{new Date(post.createdAt).toLocaleString()}</time>
      </Person>
      <p>{post.text}</p>
      <footer>
        <button
          className="quiet"
          aria-pressed={now.viewerReaction === "LIKE"}
          onClick={() => like({ post: post.id })}
        >
          Like
        </button>
        <small>
          {counted(now.reactionCount, "reaction")} · {counted(post.commentCount, "comment")}
        </small>
        {reasons[0] && <small className="why">{reasons[0].text}</small>}
      </footer>
    </article>
  );
}

function Write() {
  const [{ fetching }, post] = useMutation(POST);
  const [said, setSaid] = useState("");

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const { data, error } = await post({ text: String(new FormData(form).get("text")) });
    const refusal = error?.message ?? data?.createPost.errors[0]?.message ?? "";
    setSaid(refusal);
    if (!refusal) form.reset();
  }

  return (
    <form className="write" onSubmit={submit}>
      <textarea name="text" aria-label="A post" rows={1} placeholder="What is new?" required maxLength={3000} />
      <button disabled={fetching}>Post</button>
      {said && <p role="alert">{said}</p>}
    </form>
  );
}
