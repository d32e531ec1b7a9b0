package httpwire.dsl.internal

private const val UNRESERVED = "-._~"

/** A request-target that a query is added to. */
internal class Target(
    private var text: String,
) {
    fun query(name: String, value: String) {
        require(text != "*") { "the target * has no query" }
        val parameter = name.percentEncoded(UNRESERVED) + "=" + value.percentEncoded(UNRESERVED)
        text = text.ifEmpty { "/" } + separator() + parameter
    }

    private fun separator(): String = when {
        '?' !in text -> "?"
        text.endsWith('?') || text.endsWith('&') -> ""
        else -> "&"
    }

    override fun toString(): String = text
}
