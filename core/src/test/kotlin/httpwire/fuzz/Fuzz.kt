package httpwire.fuzz

/** Where Jazzer comes in: the first argument of the target is the name of one of the [TARGETS]. */
object Fuzz {
    private lateinit var target: (ByteArray) -> Unit

    @JvmStatic
    fun fuzzerInitialize(arguments: Array<String>) {
        target = TARGETS.getValue(arguments[0])
    }

    @JvmStatic
    fun fuzzerTestOneInput(data: ByteArray) = target(data)
}
