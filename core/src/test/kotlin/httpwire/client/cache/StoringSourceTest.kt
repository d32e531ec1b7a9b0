package httpwire.client.cache

import httpwire.connection.HttpResponse
import io.kotest.assertions.throwables.shouldThrowAny
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import okio.Buffer
import okio.ForwardingSource
import java.io.IOException

class StoringSourceTest : FunSpec({
    for (failure in listOf(IOException("x"), IllegalStateException("x"), AssertionError("x"))) {
        test("a read that fails with ${failure::class.simpleName} ends the copy, once, before anybody closes") {
            val events = mutableListOf<String>()
            val copy = object : StoringSource.Copy {
                override fun write(bytes: Buffer): Boolean = events.add(bytes.readUtf8())

                override fun complete() {
                    events += "complete"
                }

                override fun abandon() {
                    events += "abandon"
                }
            }
            val body = object : ForwardingSource(Buffer().writeUtf8("first")) {
                override fun read(sink: Buffer, byteCount: Long): Long =
                    if (events.isEmpty()) super.read(sink, byteCount) else throw failure
            }
            val source = StoringSource(HttpResponse.builder(200).body(body).build(), copy)
            source.read(Buffer(), 100)
            shouldThrowAny { source.read(Buffer(), 100) }
            events shouldContainExactly listOf("first", "abandon")
            shouldThrowAny { source.read(Buffer(), 100) }
            source.close()
            events shouldContainExactly listOf("first", "abandon")
        }
    }
})
