package httpwire

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import javax.tools.ToolProvider
import kotlin.io.path.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.readText
import kotlin.io.path.writeText

private const val CLAUSES = "number\tsource\tclause\nR1\tRFC 1\tOne.\nP1\tRFC 2\tTwo.\nC1\tRFC 3\tThree.\n" +
    "T1\tframing\tFour.\nF1\tTLS\tFive.\n"

private const val GOOD =
    """<testcase classname="httpwire.ATest" name="R1, P1: both"/>
       <testcase classname="httpwire.ATest" name="C1: around/in it"/>
       <testcase classname="httpwire.BTest" name="around/T1, F1: in it"/>
       <testcase classname="httpwire.BTest" name="without: a number, though T9: is in it"/>"""

/** `.ci/conformance/Conformance.java` in a folder of its own. */
private class Run(private val folder: Path, private val classes: Path) {
    init {
        folder.resolve("docs").createDirectories()
        report(GOOD)
        clauses(CLAUSES)
    }

    fun clauses(text: String) = folder.resolve("docs/clauses.tsv").writeText(text)

    fun report(cases: String) = folder.resolve("core/target/surefire-reports").createDirectories()
        .resolve("TEST-a.xml").writeText("<testsuite>$cases</testsuite>")

    fun page(name: String): Path = folder.resolve("docs/$name.md")

    /** What it prints, and its exit code. */
    fun run(what: String): Pair<String, Int> {
        val process = ProcessBuilder(Path(System.getProperty("java.home"), "bin", "java").toString(), "-cp", "$classes")
            .apply { command() += listOf("Conformance", what) }
            .directory(folder.toFile()).redirectErrorStream(true).start()
        val printed = process.inputStream.bufferedReader().readText()
        process.waitFor(60, TimeUnit.SECONDS) shouldBe true
        return printed to process.exitValue()
    }

    fun shouldFind(what: String, fault: String) {
        val (printed, code) = run(what)
        withClue(printed) {
            printed shouldContain fault
            printed shouldContain "5 clauses, 1 faults"
            code shouldBe 1
        }
    }
}

/** The program that holds the clauses against the tests finds each way in which they can differ. */
class ConformanceTest : FunSpec({
    val classes = tempdir().toPath()
    beforeSpec {
        val source = Path("").toAbsolutePath().resolveSibling(".ci/conformance/Conformance.java")
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", "$classes", "$source") shouldBe 0
    }

    fun fresh() = Run(tempdir().toPath(), classes)

    test("a clause without a test, and a number without a clause") {
        fresh().run("clauses").second shouldBe 0
        fresh().apply { report(GOOD.replace("R1, P1", "R1")) }.shouldFind("clauses", "P1 has no test: Two.")
        fresh().apply { clauses(CLAUSES.replace("T1", "T2")) }.run("clauses").first.let {
            it shouldContain "T2 has no test"
            it shouldContain "T1 is no clause: httpwire.BTest"
        }
    }

    test("a test that failed, ended in an error or was skipped shows nothing") {
        for (result in listOf("failure", "error", "skipped")) {
            val cases = GOOD.replaceFirst("/>", "><$result/></testcase>").replace("R1, P1", "R1") +
                """<testcase classname="httpwire.ATest" name="P1: two"/>"""
            val run = fresh().apply { report(cases) }
            run.shouldFind("clauses", "R1 fails: httpwire.ATest: both")
            run.run("write")
            run.page("conformance").readText() shouldContain "| R1 | RFC 1 | One. | ATest | **fails** |"
            run.page("conformance").readText() shouldContain "| P1 | RFC 2 | Two. | ATest | passes |"
        }
    }

    test("a page that is not there, or is not what the tests say") {
        val run = fresh()
        run.page("conformance").writeText("")
        run.run("pages").first shouldContain "5 clauses, 2 faults"
        run.run("write").second shouldBe 0
        run.run("pages").second shouldBe 0
        run.page("faults").readText() shouldContain "| T1 | framing | Four. | BTest | passes |"
        run.page("faults").readText() shouldNotContain "T9"
        run.page("faults").apply { writeText(readText().replace("passes", "is fine")) }
        run.shouldFind("pages", "docs/faults.md is not what the tests say")
    }
})
