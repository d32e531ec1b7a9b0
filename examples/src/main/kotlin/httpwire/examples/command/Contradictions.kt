package httpwire.examples.command

import com.github.ajalt.clikt.core.UsageError
import httpwire.HttpUrl
import httpwire.HttpVersion

// What in an order contradicts something else in it. Each is refused before a connection is opened.

/** @throws UsageError for the first contradiction */
internal fun Order.requireConsistent() {
    requireFiles()
    refuseIf(urls.size > 1 && body?.isRepeatable == false) { "-d @- can be sent to one URL only" }
    if (continueTimeout != null) requireExpectation()
    if (rawTarget != null) requireOneTarget()
    if (isPipelined) requirePipeline()
    if (needsClient) requireClient()
    if (isContinued) requireDownload()
    if (isOnlyShown) requireRequestOnly()
}

private fun refuseIf(isContradiction: Boolean, reason: () -> String) {
    if (isContradiction) throw UsageError(reason())
}

private fun Order.requireFiles() {
    refuseIf(outputs.size > urls.size) { "there are more -o than URLs" }
    val files = watches.files.map { it.toAbsolutePath().normalize() }
    refuseIf(files.distinct().size < files.size) { "--trace, --trace-ascii and --har need a file each" }
    val shared = outputs.firstOrNull { it.toAbsolutePath().normalize() in files }
    refuseIf(shared != null) { "-o and --trace, --trace-ascii or --har can't write to one file, $shared" }
}

private fun Order.requireExpectation() {
    refuseIf(body == null) { "--expect100 needs a body, -d or -F" }
    refuseIf(version == HttpVersion.HTTP_1_0) { "--expect100 does not go with --http10, which has no 100 Continue" }
    refuseIf(isPipelined) { "--expect100 does not go with --pipeline, which waits for nothing before a body" }
}

private fun Order.requireOneTarget() {
    refuseIf(urls.size > 1) { "--raw-target goes with one URL" }
    refuseIf(hasClientOptions) { "--raw-target goes with none of the client's options" }
    // The connection would make a URL of it, RFC 9112 §3.2.2.
    refuseIf(way.isForwarded(urls.single().origin()) && !isTargetAbsolute) {
        "--raw-target must be an absolute URL for a proxy that is not a tunnel"
    }
}

private fun Order.requirePipeline() {
    val other: HttpUrl? = urls.firstOrNull { it.origin() != urls.first().origin() }
    refuseIf(other != null) { "--pipeline goes to one origin: ${urls.first().origin()} and ${other?.origin()} are two" }
    refuseIf(hasClientOptions) { "--pipeline goes with none of the client's options" }
    refuseIf(version == HttpVersion.HTTP_1_0) { "--pipeline does not go with --http10, which has no pipelining" }
    refuseIf(!request(urls.first()).isIdempotent) {
        "--pipeline does not go with $method, which is not idempotent: after a failure nobody would know whether the " +
            "server has processed it"
    }
}

private fun Order.requireClient() {
    refuseIf(version == HttpVersion.HTTP_1_0) { "--http10 goes with one URL, and with none of the client's options" }
    refuseIf(way.tunnel != null && way.isElsewhere) {
        "--tunnel goes neither with --unix-socket nor --connect-to if there are several URLs or the client's options"
    }
}

private fun Order.requireDownload() {
    refuseIf(outputs.size < urls.size || outputs.any(::isStandardOutput)) { "-C needs a file for each URL, -o or -O" }
    refuseIf(isNamedByServer) { "-C does not go with -J: a download has its name before it has a response" }
    refuseIf(method != "GET" || body != null) { "-C goes with GET only, and without a body" }
    refuseIf(showsHead || watches.isTimed) {
        "-C goes neither with -i nor with --timing: a file may come in several responses"
    }
}

private fun Order.requireRequestOnly() {
    val field = CookieOrder(field = cookies.field)
    val shown = Order(method, urls, headers, body, continueTimeout, rawTarget, isOnlyShown = true, cookies = field)
    refuseIf(this != shown) {
        "--curl goes with -H, -b NAME=VALUE, -d, -F, --expect100 and --raw-target only: nothing is sent"
    }
}
