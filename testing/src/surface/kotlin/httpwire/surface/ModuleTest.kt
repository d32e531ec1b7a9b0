package httpwire.surface

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.collections.shouldNotBeEmpty
import io.kotest.matchers.shouldBe
import kotlin.io.path.readText

/** The module's descriptor against its classes. */
class ModuleTest :
    FunSpec({
        val descriptor = Module.descriptor
        val (qualified, unqualified) = descriptor.exports().partition { it.isQualified }
        val (internal, open) = Module.packages.partition(Module::isInternal)

        test("it has the name that its folder says") {
            descriptor.name() shouldBe "httpwire.${Module.folder.fileName}"
        }

        test("every package that is not internal is exported, and no other") {
            open.shouldNotBeEmpty()
            unqualified.map { it.source() }.toSet() shouldBe open.toSet()
        }

        test("what is internal is exported to modules of httpwire alone") {
            internal shouldContainAll qualified.map { it.source() }
            qualified.flatMap { it.targets() }.filterNot { it.startsWith("httpwire.") }.shouldBeEmpty()
        }

        test("it says under which licence it is") {
            for (name in listOf("LICENSE", "NOTICE")) {
                Module.resource("META-INF/$name").readText() shouldBe Module.folder.resolveSibling(name).readText()
            }
        }

        test("nothing is open to reflection") {
            descriptor.isOpen shouldBe false
            descriptor.opens().shouldBeEmpty()
        }
    })
