// node's oidc-provider, in memory, access tokens signed with ES256 (opaque ones where they are to be introspected).
import { generateKeyPairSync } from 'node:crypto'
import { Provider } from 'oidc-provider'

const { BENCH_PORT: port, BENCH_CLIENT: id, BENCH_SECRET: secret, BENCH_FORMAT: format } = process.env
const jwk = (type, options, alg) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg,
})

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: id, client_secret: secret, grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
  }],
  jwks: { keys: [jwk('ec', { namedCurve: 'P-256' }, 'ES256'), jwk('rsa', { modulusLength: 2048 }, 'RS256')] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'urn:bench:api',
      getResourceServerInfo: () => ({
        scope: 'api', audience: 'urn:bench:api', accessTokenTTL: 3600, accessTokenFormat: format,
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
})
provider.listen(Number(port), '127.0.0.1')
