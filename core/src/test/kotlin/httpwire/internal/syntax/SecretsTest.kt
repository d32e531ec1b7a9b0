package httpwire.internal.syntax

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

private val SECRET_FIELDS =
    words("Authorization Proxy-Authorization Cookie Set-Cookie Cookie2 Set-Cookie2 X-Authorization X-Auth-Token") +
        words("Authentication-Info X-Api-Key API-Key apikey X-ApiKey Ocp-Apim-Subscription-Key X-Functions-Key Key") +
        words("X-Goog-Api-Key X-Amz-Security-Token X-Vault-Token PRIVATE-TOKEN Job-Token X-CSRF-Token X-XSRF-TOKEN") +
        words("X-Amz-Server-Side-Encryption-Customer-Key Sec-Token-Binding X-Client-Secret X-Session-Id Session") +
        words("X-Hub-Signature-256 Signature X-Password X-Passwd X-Pwd X-Passphrase X-Passcode X-Credentials") +
        words("X-JWT-Assertion cf-access-client-secret X-Shopify-Access-Token Idempotency-Keys X-Author-Token")

/** Common fields, and those that only look like secrets. */
private val PLAIN_FIELDS =
    words("Host Accept Accept-Encoding Connection Keep-Alive Content-Type Content-Length Content-Security-Policy") +
        words("Transfer-Encoding Date ETag Location Link Server User-Agent Referer Origin Vary Via Upgrade TE") +
        words("Strict-Transport-Security Cross-Origin-Opener-Policy Access-Control-Allow-Credentials Retry-After") +
        words("Access-Control-Allow-Headers WWW-Authenticate Proxy-Authenticate Optional-WWW-Authenticate Alt-Svc") +
        words("Sec-WebSocket-Key Sec-WebSocket-Accept Sec-WebSocket-Protocol Idempotency-Key Surrogate-Key Cache-Key") +
        words("X-Cache-Key Public-Key-Pins Public-Key-Pins-Report-Only Accept-Signature Signature-Input Author") +
        words("Keywords Trailer X-Request-Id Traceparent X-Forwarded-For Compass X-Bypass Cooki Tok") + ""

private val SECRET_PARAMETERS =
    words("token access_token id_token refresh_token api_key apikey key KEY auth authkey oauth_token client_secret") +
        words("password passwd pwd pass passphrase session session_id PHPSESSIONID signature") +
        words("X-Amz-Signature sig code X-Amz-Credential X-Amz-Security-Token X-Goog-Signature") +
        words("jwt otp pin ticket sid SAMLResponse SAMLRequest") +
        words("auth[token] user.password csrfToken cookie")

private val PLAIN_PARAMETERS =
    words("q page author authors authority keyword keywords X-Amz-Date X-Amz-SignedHeaders X-Amz-Expires sv codes") +
        words("passenger pinned sides signed country_code") + ""

/** A URL or target, and what is shown of it. */
private val URLS = mapOf(
    "/" to "/",
    "" to "",
    "*" to "*",
    "a.test:443" to "a.test:443",
    "/x?q=1&page=2" to "/x?q=1&page=2",
    "/x?token=abc" to "/x?token=██",
    "/x?q=1&access_token=abc&page=2" to "/x?q=1&access_token=██&page=2",
    "/x?a=1;token=abc;b=2" to "/x?a=1;token=██;b=2",
    "/x?TOKEN=a=b=c&q=d=e" to "/x?TOKEN=██&q=d=e",
    "/x?%74oken=abc&t%6Fken=d&tok%zzen=e" to "/x?%74oken=██&t%6Fken=██&tok%zzen=e",
    "/x?token%zz=abc" to "/x?token%zz=██",
    "/x?token=&token&=token" to "/x?token=&token&=token",
    "/x??token=abc" to "/x??token=██",
    "/x?&&token=abc&" to "/x?&&token=██&",
    "/x#access_token=abc&state=1" to "/x#access_token=██&state=1",
    "/x?q=1#token=abc" to "/x?q=1#token=██",
    "/token=abc/x" to "/token=abc/x",
    "https://a.test/x?sig=abc&sv=1" to "https://a.test/x?sig=██&sv=1",
    "http://user:secret@a.test/x" to "http://██@a.test/x",
    "http://a@b:secret@a.test" to "http://██@a.test",
    "//user:secret@a.test/x" to "//██@a.test/x",
    "http://user@a.test?token=abc" to "http://██@a.test?token=██",
    "http://a.test/x@y?e=a@b" to "http://a.test/x@y?e=a@b",
    "/x//y@z" to "/x//██@z",
    "?" to "?",
    "#" to "#",
)

private fun words(line: String): List<String> = line.split(' ')

/** Each character as a URL may have it. */
private fun escaped(name: String) = name.map { "%%%02x".format(it.code) }.joinToString("")

class SecretsTest :
    FunSpec({
        context("a field that carries a secret") {
            withTests(nameFn = { it }, SECRET_FIELDS) { name ->
                for (spelt in listOf(name, name.lowercase(), name.uppercase())) {
                    Secrets.isSecretField(spelt) shouldBe true
                    Secrets.shownField(spelt, "abc") shouldBe "██"
                }
            }
        }

        context("a field that carries none") {
            withTests(nameFn = { "'$it'" }, PLAIN_FIELDS) { name ->
                for (spelt in listOf(name, name.lowercase(), name.uppercase())) {
                    Secrets.isSecretField(spelt) shouldBe false
                    Secrets.shownField(spelt, "abc") shouldBe "abc"
                }
            }
        }

        context("a parameter that carries a secret") {
            withTests(nameFn = { it }, SECRET_PARAMETERS) { name ->
                for (spelt in listOf(name, name.uppercase(), escaped(name))) {
                    Secrets.isSecretParameter(spelt) shouldBe true
                }
            }
        }

        context("a parameter that carries none") {
            withTests(nameFn = { "'$it'" }, PLAIN_PARAMETERS) { name ->
                for (spelt in listOf(name, name.uppercase())) Secrets.isSecretParameter(spelt) shouldBe false
            }
        }

        context("what is shown of a URL") {
            withTests(nameFn = { "'$it'" }, URLS.keys) { Secrets.shownUrl(it) shouldBe URLS.getValue(it) }
        }

        test("fields whose value is a URL are shown without its secrets") {
            for (name in listOf("Location", "Content-Location", "REFERER")) {
                Secrets.shownField(name, "/x?token=abc&q=1") shouldBe "/x?token=██&q=1"
            }
            Secrets.shownField("Link", "/x?token=abc") shouldBe "/x?token=abc"
        }
    })
