package httpwire.examples.recipes

import httpwire.dsl.get
import httpwire.dsl.text
import jdk.jfr.Recording
import java.nio.file.Path

/** What did the connections of a process do, beside everything else that the JVM knows of it? */
internal fun inFlight(url: String, file: Path): String = Recording().use { recording ->
    // region see-flight
    recording.start() // Or, for a whole process: java -XX:StartFlightRecording=filename=app.jfr
    val page = get(url).text()
    recording.stop()
    recording.dump(file)
    // endregion
    page
}
