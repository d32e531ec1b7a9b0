package httpwire.client.auth

import httpwire.Headers
import httpwire.auth.Challenge
import httpwire.auth.Credentials
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8

private val MUFASA = Credentials.basic("Mufasa", "Circle of Life")

private fun session(challenge: String, credentials: Credentials = MUFASA, clientNonce: String = "c") =
    DigestSession.of(credentials, Challenge.parse(challenge).single(), clientNonce)

private const val NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"

class DigestSessionTest :
    FunSpec({
        withTests(
            nameFn = { (algorithm, _) -> "RFC 7616 3.9.1: $algorithm" },
            listOf(
                "MD5" to "8ca523f5e9506fed4657c9700eebdbec",
                "SHA-256" to "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ) { (algorithm, response) ->
            val session = session(
                """Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=$algorithm, """ +
                    """nonce="$NONCE", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"""",
                clientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            )
            session!!.answer("GET", "/dir/index.html", ByteString.EMPTY).field shouldContain "response=\"$response\""
        }

        test("the name is hashed if the server wants that, and else it is sent as RFC 8187 has it") {
            val user = Credentials.basic("J\u00e4s\u00f8n Doe", "Secret, or not?")
            val challenge =
                """Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="n", charset=UTF-8"""
            session("$challenge, userhash=true", user)!!.answer("GET", "/", ByteString.EMPTY).field shouldContain
                "username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\""
            session(challenge, user)!!.answer("GET", "/", ByteString.EMPTY).field shouldContain
                "username*=UTF-8''J%C3%A4s%C3%B8n%20Doe"
        }

        test("each answer counts, and a new nonce counts anew") {
            val session = session("Digest realm=r, nonce=n, qop=auth").shouldNotBeNull()
            val counts = List(3) { session.answer("GET", "/", ByteString.EMPTY).field }
            counts.map { Regex("nc=(\\w+)").find(it)!!.groupValues[1] } shouldBe
                listOf("00000001", "00000002", "00000003")
            session.next(Headers.of("Authentication-Info", "nextnonce=\"m\""), "Authentication-Info")
            session.answer("GET", "/", ByteString.EMPTY).field shouldContain "nc=00000001"
        }

        test("without qop there is neither a count nor a nonce of ours, RFC 2069") {
            val answer = session("Digest realm=r, nonce=n").shouldNotBeNull().answer("GET", "/", ByteString.EMPTY).field
            for (name in listOf("qop", "nc", "cnonce", "algorithm", "opaque")) answer shouldNotContain "$name="
        }

        test("auth-int protects the body") {
            val session = session("Digest realm=r, nonce=n, qop=auth-int").shouldNotBeNull()
            session.needsBody() shouldBe true
            val answers = listOf("", "a").map { body ->
                Regex("response=\"(\\w+)\"").find(
                    session("Digest realm=r, nonce=n, qop=auth-int")!!
                        .answer("PUT", "/", body.encodeUtf8()).field,
                )!!.groupValues[1]
            }
            (answers[0] == answers[1]) shouldBe false
        }

        withTests(
            nameFn = { "no session: $it" },
            "Basic realm=r, nonce=n",
            "Digest realm=r",
            "Digest nonce=n",
            "Digest realm=r, nonce=n, algorithm=SHA-1",
            "Digest realm=r, nonce=n, qop=unknown",
        ) { session(it).shouldBeNull() }
    })
