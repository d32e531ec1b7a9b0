package httpwire.dsl

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import org.jetbrains.kotlin.cli.common.arguments.K2JVMCompilerArguments
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSeverity
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSourceLocation
import org.jetbrains.kotlin.cli.common.messages.MessageCollector
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.jetbrains.kotlin.config.Services
import java.nio.file.Files
import java.nio.file.Path

/** Errors with the line they are at. */
private class Errors : MessageCollector {
    val messages = mutableListOf<Pair<Int?, String>>()

    override fun clear() = messages.clear()

    override fun hasErrors() = messages.isNotEmpty()

    override fun report(severity: CompilerMessageSeverity, message: String, location: CompilerMessageSourceLocation?) {
        if (severity.isError) messages += location?.line to message
    }
}

/** What the compiler has against each of these blocks of `http`. */
private fun errorsOf(blocks: List<String>): List<List<String>> {
    val folder = Files.createTempDirectory("httpwire-compile")
    val lines = blocks.mapIndexed { i, block -> "fun sample$i(b: Boolean) = http(\"h\") { $block }" }
    val source = Files.write(folder.resolve("Samples.kt"), listOf("import httpwire.dsl.*") + lines)
    val errors = Errors()
    K2JVMCompiler().exec(
        errors,
        Services.EMPTY,
        K2JVMCompilerArguments().apply {
            freeArgs = listOf(source.toString())
            destination = folder.resolve("classes").toString()
            classpath = System.getProperty("java.class.path")
            jvmTarget = "17"
            noStdlib = true
            noReflect = true
        },
    )
    folder.toFile().deleteRecursively()
    errors.messages.filter { (line, _) -> line == null } shouldBe emptyList()
    return blocks.indices.map { i -> errors.messages.filter { (line, _) -> line == i + 2 }.map { it.second } }
}

/** A word where it has no place, and what the compiler says about it. */
private class Misplaced(
    val block: String,
    val message: String,
)

/** The marker's words, for what is declared so. */
private fun outOfPlace(block: String, declaration: String) = Misplaced(
    block,
    "'$declaration' cannot be called in this context with an implicit receiver. " +
        "Use an explicit receiver if necessary.",
)

/** Our words, for what comes too late or too early. */
private fun outOfTurn(block: String, declaration: String, why: String) =
    Misplaced(block, "'$declaration' is deprecated. $why.")

private fun tooLate(block: String, declaration: String) =
    outOfTurn(block, declaration, "options must be set before the first request, which creates the connection")

private const val VERB = "(target: String, block: RequestScope.() -> Unit = ...): HttpResponse"
private const val URL_VERB = "(url: String, block: RequestScope.() -> Unit = ...): HttpResponse"
private const val UNSENT = "a request is sent when its block ends: send another one before or after it"
private const val TUNNEL = "fun tunnel(host: String, port: Int?, block: TunnelScope.() -> Unit): Unit"

private val misplaced =
    listOf(
        outOfTurn("post(\"/\") { post(\"/\") }", "fun RequestScope.post$URL_VERB", UNSENT),
        outOfTurn("post(\"/\") { get(\"/\") }", "fun RequestScope.get$URL_VERB", UNSENT),
        outOfTurn(
            "httpClient().post(\"u\") { post(\"u\"); Unit }",
            "fun RequestScope.post$URL_VERB",
            UNSENT,
        ),
        outOfTurn("get(url = \"u\") { get(\"u\"); Unit }", "fun RequestScope.get$URL_VERB", UNSENT),
        outOfTurn(
            "httpClient().put(\"u\") { request(\"PUT\", \"u\"); Unit }",
            "fun RequestScope.request(method: String, url: String, block: RequestScope.() -> Unit = ...): HttpResponse",
            UNSENT,
        ),
        outOfPlace("httpClient { pool { header(\"A\", \"b\") } }", "fun header(name: String, value: String): Unit"),
        outOfPlace("httpClient { listener { queued { defaults() } } }", "fun defaults(): Unit"),
        outOfPlace(
            "post(\"/\") { tunnel(\"h\") }",
            "fun tunnel(host: String, port: Int? = ..., block: TunnelScope.() -> Unit = ...): Unit",
        ),
        outOfPlace("post(\"/\") { timeout = null }", "var timeout: Duration?"),
        outOfPlace("post(\"/\") { form { header(\"A\", \"b\") } }", "fun header(name: String, value: String): Unit"),
        outOfPlace("post(\"/\") { form { query(\"A\", \"b\") } }", "fun query(name: String, value: String): Unit"),
        outOfPlace("tunnel(\"h\") { get(\"/\") }", "fun HttpScope.get$VERB"),
        outOfPlace("timeouts { host = \"h\" }", "var host: String"),
        outOfPlace("limits { timeout = null }", "var timeout: Duration?"),
        outOfPlace(
            "tls { tunnel(\"h\") }",
            "fun tunnel(host: String, port: Int? = ..., block: TunnelScope.() -> Unit = ...): Unit",
        ),
        outOfPlace("listener { headSent { _, _ -> get(\"/\") } }", "fun HttpScope.get$VERB"),
        outOfPlace("exchange(\"PUT\", \"/\") { get(\"/\") }", "fun HttpScope.get$VERB"),
        outOfPlace("exchange(\"PUT\", \"/\", head = { get(\"/\") })", "fun HttpScope.get$VERB"),
        outOfTurn(
            "exchange(\"PUT\", \"/\") { send(\"x\"); header(\"A\", \"b\") }",
            "fun header(name: String, vararg values: String): Unit",
            "the head has been sent: call header in head = { … }",
        ),
        outOfTurn(
            "exchange(\"PUT\", \"/\", head = { send(\"x\") })",
            "fun send(piece: Any): Unit",
            "the head has not been sent yet: call send in the body block",
        ),
        Misplaced("exchange(\"PUT\", \"/\"); header(\"A\", \"b\"); Unit", "Unresolved reference 'header'."),
        Misplaced(
            "post(\"/\"); body(\"x\"); Unit",
            "Candidate 'fun HttpResponse.body(type: KType, codec: BodyCodec? = ...): Any' is inapplicable because of " +
                "a receiver type mismatch.",
        ),
        tooLate("get(\"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("get(\"/\").text(); tunnel(\"h\", 443) { header(\"A\", \"b\") }", TUNNEL),
        tooLate("exchange(\"GET\", \"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("if (b) { post(\"/\"); tunnel(\"h\") }", TUNNEL),
        tooLate("if (b) get(\"/\") else put(\"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("request(\"GET\", \"/\"); host = \"h\"", "var host: String"),
        tooLate("head(\"/\"); port = 1", "var port: Int?"),
        tooLate("options(\"*\"); timeout = null", "var timeout: Duration?"),
        tooLate("get(\"/\"); timeouts = timeouts", "var timeouts: Timeouts"),
        tooLate("get(\"/\"); limits = limits", "var limits: Limits"),
        tooLate("get(\"/\"); tls = tls", "var tls: TlsOptions"),
        tooLate("patch(\"/\"); blockSize = 1", "var blockSize: Int"),
        tooLate("delete(\"/\"); version = version", "var version: HttpVersion"),
        tooLate("get(\"/\"); autoOpen = true", "var autoOpen: Boolean"),
        tooLate("get(\"/\"); dialer = null", "var dialer: Dialer?"),
        tooLate("get(\"/\"); listener = null", "var listener: ConnectionListener?"),
        tooLate("get(\"/\"); timeouts { }", "fun timeouts(block: TimeoutsScope.() -> Unit): Unit"),
        tooLate("get(\"/\"); limits { }", "fun limits(block: LimitsScope.() -> Unit): Unit"),
        tooLate("get(\"/\"); tls { }", "fun tls(block: TlsScope.() -> Unit): Unit"),
        tooLate("get(\"/\"); listener { }", "fun listener(block: ListenerScope.() -> Unit): Unit"),
        tooLate("get(\"/\"); resolver = resolver", "var resolver: NameResolver"),
        tooLate("get(\"/\"); unixSocket = null", "var unixSocket: Path?"),
        tooLate("get(\"/\"); addressPolicy = null", "var addressPolicy: AddressPolicy?"),
        tooLate("get(\"/\"); sockets = sockets", "var sockets: SocketSettings"),
        tooLate("get(\"/\"); proxy(\"p\")", "fun proxy(proxy: String, block: ProxyScope.() -> Unit): Unit"),
        tooLate("get(\"/\"); sourceAddress(\"h\")", "fun sourceAddress(host: String, port: Int): Unit"),
    )

private val wellPlaced =
    listOf(
        "tunnel(\"h\") { header(\"A\", basic(\"a\", \"b\")) }; timeout = null; timeouts { read = null }; " +
            "limits { maxFields = 1 }; tls { }; listener { headSent { _, _ -> } }; " +
            "post(\"/\") { form { field(\"a\", \"b\") } }; " +
            "exchange(\"PUT\", \"/\", head = { header(\"A\", \"b\") }) { send(\"x\") }; debug(0); host + timeout",
        "val scope = this; listOf(\"/\").map { scope.get(it) }",
        "with(\"x\") { get(\"/\").text() }",
        "httpClient { defaults(); pool { maxPerOrigin = 4 }; redirects { maxCount = 3 }; listener { queued { } }; " +
            "interceptor { request, next -> next.handle(request) } }.use { it.get(\"u\") { query(\"a\", \"b\") }.text() }",
        "val client = httpClient(); " +
            "client.post(\"u\") { header(\"A\", client.get(\"t\") { header(\"B\", \"c\") }.text()) }",
    )

class DoesNotCompileTest :
    FunSpec({
        val errors by lazy { errorsOf(misplaced.map { it.block } + wellPlaced) }

        withTests(nameFn = { it.block }, misplaced) { sample ->
            errors[misplaced.indexOf(sample)] shouldBe listOf(sample.message)
        }

        withTests(nameFn = { "compiles: $it" }, wellPlaced) { block ->
            errors[misplaced.size + wellPlaced.indexOf(block)] shouldBe emptyList()
        }

        test("each option is held to its turn") {
            val methods = OptionsScope::class.java.methods.map { it.name.substringBefore('-') }
            val properties = methods.filter {
                it.startsWith("set")
            }.map { it.drop(3).replaceFirstChar(Char::lowercase) }
            val words = properties + methods.filter { it in properties } + "sourceAddress" + "tunnel" + "proxy"
            val held = misplaced.mapNotNull { Regex("var (\\w+)|fun (\\w+)\\(").find(it.message)?.groupValues }
                .map { it[1] + it[2] }
            (words - held.toSet()) shouldBe emptyList()
        }

        test("what docs/kotlin.md says of the compiler is so") {
            val page = Files.readString(Path.of("../docs/kotlin.md")).substringAfter("## What does not compile")
            val rows = Regex("(?m)^\\| `(.*)` \\| (.*) \\|$").findAll(page.substringBefore("\n## "))
                .map { it.groupValues[1] to it.groupValues[2] }.filterNot { (block, _) -> "…" in block }.toList()
            rows.size shouldBeGreaterThan 5
            for ((block, words) in rows) misplaced.single { it.block == block }.message shouldContain words
        }
    })
