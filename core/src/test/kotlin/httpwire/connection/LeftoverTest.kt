package httpwire.connection

import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.lang.reflect.Modifier
import java.util.ArrayDeque
import java.util.Collections
import java.util.IdentityHashMap

private const val SECRET = "canary-7f3a"

/** Whether [root] leads to a text or bytes with [word], over the fields of httpwire's and Okio's objects. */
private fun leadsTo(root: Any, word: String): String? {
    val seen = Collections.newSetFromMap(IdentityHashMap<Any, Boolean>())
    val open = ArrayDeque<Pair<Any, String>>(listOf(root to root.javaClass.simpleName))
    while (open.isNotEmpty()) {
        val (value, path) = open.poll()
        if (!seen.add(value)) continue
        val text = when (value) {
            is CharSequence -> value.toString()
            is ByteArray -> String(value, Charsets.ISO_8859_1)
            else -> ""
        }
        if (word in text) return path
        for ((name, next) in parts(value)) open.add(next to "$path.$name")
    }
    return null
}

private fun parts(value: Any): List<Pair<String, Any>> = when {
    value is Array<*> -> value.filterNotNull().map { "[]" to it }
    value is Collection<*> -> value.filterNotNull().map { "[]" to it }
    value is Map<*, *> -> (value.keys + value.values).filterNotNull().map { "[]" to it }
    value.javaClass.name.startsWith("httpwire.") || value.javaClass.name.startsWith("okio.") -> fields(value)
    else -> listOf()
}

private fun fields(value: Any): List<Pair<String, Any>> = generateSequence<Class<*>>(value.javaClass) { it.superclass }
    .takeWhile { it != Any::class.java }
    .flatMap { it.declaredFields.asSequence() }
    .filter { !Modifier.isStatic(it.modifiers) && !it.type.isPrimitive && it.trySetAccessible() }
    .mapNotNull { field -> field.get(value)?.let { field.name to it } }
    .toList()

/** What an exchange leaves in its connection. */
class LeftoverTest : FunSpec({
    test("T41: nothing of a request is left in the connection when its response has ended") {
        AnsweringPeer.start { Answer.ok("ok") }.use { peer ->
            HttpConnection.http(peer.address()).use { connection ->
                val body = RequestBody.of("body $SECRET")
                val headers = Headers.of("Authorization", "Bearer $SECRET")
                connection.exchange("POST", "/?token=$SECRET", headers, body).text() shouldBe "ok"
                leadsTo(connection, SECRET) shouldBe null
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "ok"
                peer.received().last().toString().contains(SECRET) shouldBe false
            }
        }
    }

    test("the check itself finds what is kept") {
        val request = Request.builder("GET", "/").header("A", SECRET).build()
        (leadsTo(request, SECRET) != null) shouldBe true
    }
})
