package httpwire.client.decoding

import httpwire.cost.FreshJvm
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import java.io.ByteArrayInputStream
import java.io.IOException
import java.io.InputStream

/** Like a library whose native part is not for this platform. */
private object Native {
    fun load(): Boolean = throw UnsatisfiedLinkError("not for this platform")
}

internal open class NoNativePart(coded: InputStream) : InputStream() {
    private val source = coded

    override fun read() = source.read()

    internal companion object {
        @JvmField
        val isLoaded: Boolean = Native.load()
    }
}

internal class NoConstructor : InputStream() {
    override fun read() = -1
}

internal class Refusing(coded: InputStream) : InputStream() {
    init {
        throw IOException("refused ${coded.available()}")
    }

    override fun read() = -1
}

/** Prints what a client asks for where there are no optional libraries. */
internal object AskedFor {
    @JvmStatic
    fun main(args: Array<String>) {
        println(checkNotNull(Decoding.DEFAULT.newStep().before(GET_NOTHING).request).headers["Accept-Encoding"])
    }
}

private val GET_NOTHING = httpwire.Request.get("http://a.test/")

class StreamClassTest : FunSpec({
    test("without the optional libraries their codings are not asked for") {
        FreshJvm.run(AskedFor::class.java) shouldBe listOf("gzip, deflate")
    }

    withTests(
        nameFn = { it.substringAfterLast('.') },
        listOf(
            "no.such.Class",
            NoNativePart::class.java.name,
            NoConstructor::class.java.name,
            String::class.java.name,
        ),
    ) { StreamClass.find(it).shouldBeNull() }

    test("what the constructor throws") {
        val refusing = StreamClass.find(Refusing::class.java.name).shouldNotBeNull()
        val thrown = runCatching { refusing.open(ByteArrayInputStream(ByteArray(3))) }.exceptionOrNull()
        (thrown as IOException).message shouldBe "refused 3"
    }

    test("a method that is not there") {
        val refusing = StreamClass.find(Refusing::class.java.name).shouldNotBeNull()
        refusing.method("setLongMax", Int::class.java).shouldBeNull()
    }
})
