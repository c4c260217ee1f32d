// An OpenID provider that is not ours (npm's oidc-provider, certified by the
// OpenID Foundation), where Automation Suite would have its identity server,
// and one list behind it. Prints its port; signs everybody in as "ada".

import { createServer } from "node:http";
import Provider from "oidc-provider";

const CLIENTS = [
  { client_id: "application", client_secret: "application-secret-0123456789",
    grant_types: ["client_credentials"], redirect_uris: [],
    response_types: [], scope: "OR.Folders OR.Jobs",
    token_endpoint_auth_method: "client_secret_post" },
  { client_id: "public", application_type: "native",
    grant_types: ["authorization_code", "refresh_token"],
    redirect_uris: ["http://127.0.0.1/cb"], response_types: ["code"],
    scope: "openid offline_access OR.Folders",
    token_endpoint_auth_method: "none" },
];

const LIFE = Number(process.argv[2] ?? 2); // seconds of an access token

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: CLIENTS,
    scopes: ["openid", "offline_access", "OR.Folders", "OR.Jobs"],
    features: { clientCredentials: { enabled: true },
      devInteractions: { enabled: false } },
    routes: { token: "/identity_/connect/token",
      authorization: "/identity_/connect/authorize" },
    interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    ttl: { AccessToken: LIFE, ClientCredentials: LIFE },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  const answer = provider.callback();

  async function signIn(req, res) {
    const details = await provider.interactionDetails(req, res);
    if (details.prompt.name === "login") {
      return provider.interactionFinished(req, res,
        { login: { accountId: "ada" } });
    }
    const grant = new provider.Grant({ accountId: details.session.accountId,
      clientId: details.params.client_id });
    grant.addOIDCScope(details.params.scope);
    return provider.interactionFinished(req, res,
      { consent: { grantId: await grant.save() } },
      { mergeWithLastSubmission: true });
  }

  async function list(req, res) {
    const token = (req.headers.authorization ?? "").replace(/^Bearer /, "");
    const known = await provider.AccessToken.find(token)
      ?? await provider.ClientCredentials.find(token);
    const good = known?.isValid && known.scope?.includes("OR.Folders");
    res.writeHead(good ? 200 : 401, { "content-type": "application/json" });
    res.end(good ? '{"value":[{"Id":1,"DisplayName":"Shared"}]}'
      : '{"message":"You are not authenticated!","errorCode":0}');
  }

  let tokens = 0;
  server.on("request", (req, res) => {
    if (req.url.endsWith("/connect/token")) tokens += 1;
    if (req.url === "/count") return res.end(String(tokens));
    if (req.url.startsWith("/sign-in/")) return signIn(req, res);
    if (req.url.includes("/odata/")) return list(req, res);
    return answer(req, res);
  });
  console.log(server.address().port);
});
