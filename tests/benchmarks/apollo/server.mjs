// Apollo Server over the queries that ProConnect asks: node server.mjs RECORDED SCHEMA
//
// A request names in its token what is asked. A root field asks the graph every query of that, with
// the parameters that ProConnect gave it, one after another, and then answers what ProConnect
// answered. What lies between (scores, order, visibility, the search index) it is spared.
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import neo4j from "neo4j-driver";

const [recorded, schema] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const { queries, asked } = JSON.parse(recorded, typed);
const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD } = process.env;
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD), {
  disableLosslessIntegers: true,
  notificationFilter: { minimumSeverityLevel: "OFF" },
});

// The parameters' types that JSON does not tell apart; `typed` in __init__.py writes them.
function typed(_key, value) {
  if (value?.$int) return neo4j.int(value.$int);
  if (value?.$date) return new neo4j.types.Date(...value.$date);
  if (value?.$datetime) return new neo4j.types.DateTime(...value.$datetime);
  return value;
}

async function rows(query, params) {
  const session = driver.session({ defaultAccessMode: neo4j.session.READ });
  try {
    return (await session.run(query, params)).records;
  } finally {
    await session.close();
  }
}

async function answered(_parent, _args, { steps, data }, { fieldName }) {
  for (const [name, params] of steps) await rows(queries[name], params);
  return data[fieldName];
}

const fields = Object.values(asked).flatMap(({ data }) => Object.keys(data));
const server = new ApolloServer({
  typeDefs: schema,
  resolvers: { Query: Object.fromEntries(fields.map((field) => [field, answered])) },
});
const { url } = await startStandaloneServer(server, {
  context: async ({ req }) => asked[req.headers.authorization.slice("Bearer ".length)],
  listen: { host: "127.0.0.1", port: 0 },
});
console.log(new URL(url).port);
