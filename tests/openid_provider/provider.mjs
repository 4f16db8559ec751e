// A real OpenID provider on a free port of this machine. Prints its issuer. Everybody may log in
// there: as the e-mail address that they type, which is verified unless it begins with "unproven".
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [callback, publicCallback] = process.argv.slice(2);
const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const { privateKey: rsa } = await keys({
  name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256",
});
const { privateKey: curve } = await keys({ name: "ECDSA", namedCurve: "P-256" });

function keys(algorithm) {
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

const provider = new Provider(issuer, {
  clients: [
    { client_id: "proconnect", client_secret: "of:the/tests+%", redirect_uris: [callback] },
    {
      client_id: "public",
      redirect_uris: [publicCallback],
      token_endpoint_auth_method: "none",
      id_token_signed_response_alg: "ES256",
    },
  ],
  clientAuthMethods: ["client_secret_basic", "client_secret_post", "none"],
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256"] },
  jwks: {
    keys: [
      { ...(await crypto.subtle.exportKey("jwk", rsa)), kid: "one", alg: "RS256", use: "sig" },
      { ...(await crypto.subtle.exportKey("jwk", curve)), kid: "two", alg: "ES256", use: "sig" },
    ].map(({ key_ops, ext, ...jwk }) => jwk),
  },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  cookies: { keys: ["of the tests"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: id.replace(/^.*\|/, ""),
      email_verified: !id.startsWith("unproven"),
      name: "Ada of the Provider",
    }),
  }),
});
server.on("request", provider.callback());
console.log(issuer);
process.stdin.resume().on("end", () => process.exit()); // its parent has ended
