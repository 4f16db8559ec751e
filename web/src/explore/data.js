// What the page asks: the GraphQL endpoint for pictures, the analysts' gateway for statements.

const page = JSON.parse(document.getElementById("page-data").textContent);
const KEPT = "proconnect.analyst";

export const token = () => sessionStorage.getItem(KEPT) ?? page.token ?? "";

export function keepToken(value) {
  if (value) sessionStorage.setItem(KEPT, value);
  else sessionStorage.removeItem(KEPT);
}

const headers = () => ({
  "content-type": "application/json",
  ...(token() ? { authorization: `Bearer ${token()}` } : {}),
});

export async function graphql(query, variables) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: headers(),
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  if (answer.errors?.length) throw new Error(answer.errors[0].message);
  return answer.data;
}

// The rows of a statement with its columns, or the steps of its plan.
export async function cypher(query, signal) {
  const response = await fetch("/cypher", {
    method: "POST",
    headers: headers(),
    body: JSON.stringify({ query }),
    signal,
  });
  if (!response.ok) {
    const answer = await response.json();
    throw new Error((answer.error ?? answer.errors[0]).message);
  }
  if (response.headers.get("content-type").startsWith("application/json")) {
    return { plan: (await response.json()).plan };
  }
  const columns = JSON.parse(response.headers.get("x-columns")).map(([name, kind]) => ({ name, kind }));
  const lines = (await response.text()).split("\n").filter(Boolean);
  const rows = lines.map((line) => JSON.parse(line));
  const last = rows.at(-1);
  if (last?.error && !columns.some(({ name }) => name === "error")) throw new Error(last.error.message);
  return { columns, rows };
}

// So many connections of a node are drawn.
export const FIRST = 60;

const CARD = "id name degree headline";
const AROUND = `${CARD} connectionCount
  connections(first: $first) { edges { node { ${CARD} } } pageInfo { hasNextPage } }
  mutualConnections(first: $first) { edges { node { ${CARD} } } pageInfo { hasNextPage } }
  positions { company { id name industry } }
  skills(first: 12) { skill { id name } }`;
const KINDS = { MEMBER: "Member", COMPANY: "Company", SKILL: "Skill" };

export async function search(prefix) {
  const data = await graphql(
    `query ($prefix: String!) { typeahead(prefix: $prefix, kinds: [MEMBER, COMPANY, SKILL], first: 10) {
      kind text node { id ... on Member { headline } ... on Company { industry } } } }`,
    { prefix },
  );
  return data.typeahead.map(({ kind, text, node }) => ({
    id: node.id,
    kind: KINDS[kind],
    name: text,
    about: node.headline ?? node.industry ?? "",
  }));
}

// The viewer with what is around them, in one question: the first picture.
export async function viewer(first) {
  const data = await graphql(`query ($first: Int) { viewer { member { ${AROUND} } } }`, { first });
  return data.viewer ? { node: member(data.viewer.member), found: aroundMember(data.viewer.member) } : null;
}

const member = (card) => ({
  id: card.id,
  kind: "Member",
  name: card.name,
  degree: card.degree,
  about: card.headline ?? "",
});
const company = (card) => ({ id: card.id, kind: "Company", name: card.name, about: card.industry ?? "" });
const skill = (card) => ({ id: card.id, kind: "Skill", name: card.name, about: "" });

function aroundMember(card) {
  const tied = card.connections.edges.length ? card.connections : card.mutualConnections;
  const found = { nodes: [member(card)], edges: [], more: tied.pageInfo.hasNextPage };
  const add = (other, type) => {
    found.nodes.push(other);
    found.edges.push({ source: card.id, target: other.id, type });
  };
  for (const { node: other } of tied.edges) add(member(other), "CONNECTED");
  for (const { company: other } of card.positions) add(company(other), "WORKED_AT");
  for (const { skill: other } of card.skills) add(skill(other), "HAS_SKILL");
  return found;
}

// The nodes and edges around one node, as the viewer may see them.
export async function around(node, first) {
  const found = { nodes: [], edges: [], more: false };
  if (node.kind === "Member") {
    const data = await graphql(
      `query ($id: ID!, $first: Int) { member(id: $id) { ${AROUND} } }`,
      { id: node.id, first },
    );
    return data.member ? aroundMember(data.member) : found;
  }
  const field = node.kind === "Company" ? "company" : "skill";
  const data = await graphql(
    `query ($filter: PeopleFilter, $first: Int) { searchPeople(filter: $filter, first: $first) {
      edges { node { ${CARD} } } pageInfo { hasNextPage } } }`,
    { filter: { [field]: [node.name] }, first },
  );
  found.nodes.push(node);
  found.more = data.searchPeople.pageInfo.hasNextPage;
  const type = node.kind === "Company" ? "WORKED_AT" : "HAS_SKILL";
  for (const { node: other } of data.searchPeople.edges) {
    found.nodes.push(member(other));
    found.edges.push({ source: node.id, target: other.id, type });
  }
  return found;
}

// The ties between these members and connections of the viewer.
export async function ties(ids) {
  const data = await graphql(
    "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Member { id mutualConnections(first: 20) { edges { node { id } } } } } }",
    { ids: ids.slice(0, 60) },
  );
  return data.nodes.filter((node) => node?.id).flatMap(({ id, mutualConnections }) =>
    mutualConnections.edges.map(({ node }) => ({ source: id, target: node.id, type: "CONNECTED", inner: true })));
}

// The shortest paths from the viewer to a member.
export async function paths(id) {
  const data = await graphql(
    `query ($id: ID!) { member(id: $id) { paths(first: 3) { members { ${CARD} } } } }`,
    { id },
  );
  return (data.member?.paths ?? []).map(({ members }) => members.map(member));
}

// A statement about the same kind of picture; members cannot be named in it.
export function statement(node) {
  const text = JSON.stringify(node?.name ?? "");
  if (node?.kind === "Company") {
    return `MATCH (m:Member)-[:WORKED_AT]->(c:Company {name: ${text}}), (m)-[:HAS_SKILL]->(s:Skill)\nRETURN s.name AS skill, count(DISTINCT m) AS members\nORDER BY members DESC LIMIT 25`;
  }
  if (node?.kind === "Skill") {
    return `MATCH (m:Member)-[:HAS_SKILL]->(s:Skill {name: ${text}}), (m)-[:WORKED_AT]->(c:Company)\nRETURN c.name AS company, count(DISTINCT m) AS members\nORDER BY members DESC LIMIT 25`;
  }
  return "MATCH (a:Member)-[:CONNECTED]-(b:Member)\nRETURN a, b LIMIT 300";
}
