@file:Suppress("unused")

package httpwire.surface

/** For the test of the check itself: what is called shown is to be found, what is called hidden is not. */
class ShownClass(var shownProperty: String) {
    internal constructor(hiddenParameter: Int) : this("$hiddenParameter")

    @PublishedApi
    internal constructor(shownParameter: Long) : this("$shownParameter")

    var shownWithSetter: String = ""
        internal set

    internal var hiddenProperty: String = ""

    @PublishedApi
    internal val shownInlined: String = ""

    fun shown(): Unit = Unit

    internal fun hidden() = Unit

    @PublishedApi
    internal fun shownToInline(): Unit = Unit

    internal class HiddenNested
}

internal class HiddenClass

@PublishedApi
internal class ShownInlined

fun shownFunction(): Unit = Unit

internal fun hiddenFunction() = Unit

internal const val HIDDEN_CONSTANT = 1

@PublishedApi
internal fun shownInlinedFunction(): Unit = Unit
