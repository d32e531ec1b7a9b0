package httpwire.surface

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import kotlin.io.path.readText
import kotlin.io.path.writeText

/**
 * `api/MODULE.api` lists what a module shows to those who use it: a change of it is a decision, seen in the diff. Renew
 * it with `-Dhttpwire.api.write=true`.
 */
class ApiTest :
    FunSpec({
        test("the public surface is the one in ${Module.dump}") {
            val found = surfaceOf(Module.publicClasses()).joinToString("\n")
            if (System.getProperty("httpwire.api.write") == "true") Module.folder.resolve(Module.dump).writeText(found)
            found shouldBe Module.folder.resolve(Module.dump).readText()
        }

        test("no public signature names a type of an internal package") {
            val lines = surfaceOf(Module.publicClasses()).flatMap { it.lines() }
            lines.filter { ".internal." in it }.shouldBeEmpty()
        }

        test("the check itself: what Kotlin keeps inside its module is left out, unless callers inline it") {
            surfaceOf(planted).joinToString("\n").replace("httpwire.surface.", "") shouldBe PLANTED_SURFACE
        }
    })

private val planted: List<Class<*>> = listOf(
    ShownClass::class.java,
    Class.forName("httpwire.surface.ShownClass\$HiddenNested"),
    Class.forName("httpwire.surface.HiddenClass"),
    ShownInlined::class.java,
    Class.forName("httpwire.surface.PlantedKt"),
)

private val PLANTED_SURFACE = """
    public final class PlantedKt : java.lang.Object
        public static final void PlantedKt.shownFunction()
        public static final void PlantedKt.shownInlinedFunction()

    public final class ShownClass : java.lang.Object
        public final java.lang.String ShownClass.getShownInlined()
        public final java.lang.String ShownClass.getShownProperty()
        public final java.lang.String ShownClass.getShownWithSetter()
        public final void ShownClass.setShownProperty(java.lang.String)
        public final void ShownClass.shown()
        public final void ShownClass.shownToInline()
        public ShownClass(java.lang.String)
        public ShownClass(long)

    public final class ShownInlined : java.lang.Object
        public ShownInlined()

""".trimIndent()
