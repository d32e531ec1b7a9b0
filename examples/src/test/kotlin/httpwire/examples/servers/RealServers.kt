package httpwire.examples.servers

/** Which real servers this machine has; `./verify` says so. Tests for the others do not exist. */
internal object RealServers {
    private val installed = System.getenv("HTTPWIRE_REAL_SERVERS").orEmpty().split(",").map(String::trim).toSet()

    fun have(vararg names: String): Boolean = installed.containsAll(names.toList())
}
