package httpwire.examples.migration

import httpwire.HttpException
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.dsl.http
import okio.ByteString

internal fun get(host: String): Answer {
    // region move-get-kotlin
    val answer = http(host) {
        val r1 = get("/")
        Answer(r1.status, r1.reason, r1.read()) // All of it, up to 64 MiB; text() for text.
    }
    // endregion
    return answer
}

internal fun inPieces(host: String): List<ByteString> {
    val chunks = mutableListOf<ByteString>()
    // region move-pieces-kotlin
    http(host) {
        val r1 = get("/")
        while (true) {
            val chunk = r1.read(200)
            if (chunk.size == 0) break
            chunks += chunk
        }
    }
    // endregion
    return chunks
}

internal fun untilClosed(host: String): List<ByteString> {
    val chunks = mutableListOf<ByteString>()
    http(host) {
        val r1 = get("/")
        // region move-until-closed-kotlin
        while (!r1.isClosed) {
            chunks += r1.read(200)
        }
        // endregion
    }
    return chunks
}

internal fun notFound(host: String): Answer {
    // region move-not-found-kotlin
    val answer = http(host) {
        val r2 = get("/parrot.spam") // 404 is an answer like any other.
        Answer(r2.status, r2.reason, r2.read())
    }
    // endregion
    return answer
}

internal fun head(host: String): Answer {
    // region move-head-kotlin
    val answer = http(host) {
        val res = head("/")
        Answer(res.status, res.reason, res.read()) // Empty, as always with HEAD.
    }
    // endregion
    return answer
}

internal fun fields(response: HttpResponse): String {
    // region move-fields-kotlin
    val type = response.getHeader("Content-Type", "text/plain")
    val cookies = response.headers.getAll("Set-Cookie")
    val all = response.headers.joinToString("") { (name, value) -> "$name: $value\n" }
    // endregion
    return type + cookies + all
}

internal fun failing(connection: HttpConnection): String {
    // region move-errors-kotlin
    return try {
        connection.request("GET", "/")
        connection.readResponse().text()
    } catch (e: HttpException.RemoteDisconnected) {
        "no answer"
    } catch (e: HttpException.IncompleteRead) {
        "${e.partial.size} bytes, then the end"
    } catch (e: HttpException.Timeout) {
        "too slow ${e.phase}"
    } catch (e: HttpException) {
        "${e.fault}: ${e.message}"
    }
    // endregion
}
