package httpwire.examples.recipes

import httpwire.connection.HttpConnection
import java.io.PrintStream

/** How do I see what is said? As http.client's debug level shows it, with passwords and cookies hidden. */
internal fun withDebugOutput(connection: HttpConnection, output: PrintStream): Reply {
    connection.setDebugLevel(1)
    connection.setDebugOutput(output) // Standard output if this line is left out.
    return getPage(connection, "/")
}
