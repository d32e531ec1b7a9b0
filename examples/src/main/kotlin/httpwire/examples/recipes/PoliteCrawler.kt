package httpwire.examples.recipes

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.client.HttpClient
import httpwire.dsl.get
import httpwire.dsl.httpClient
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

// How do I read the pages of a site without being a burden to it? One request at a time, and a pause between them;
// what the site does not want to be read is left out; when it is busy, it says when to come back.

private val link = Regex("""<a\s[^>]*href="([^"#]+)""", RegexOption.IGNORE_CASE)

// region crawler
class PoliteCrawler(private val pause: Duration = 1.seconds, private val client: HttpClient = politeClient()) {
    /** Reads pages of the site, breadth first; [visit] gets each URL with its text, or null if it could not be read. */
    fun crawl(start: String, mostPages: Int, visit: (String, String?) -> Unit) {
        val site = HttpUrl.parse(start)
        val rules = disallowed(site)
        val found = linkedSetOf(start)
        for (i in 0 until mostPages) {
            val url = found.elementAtOrNull(i) ?: break
            if (i > 0) Thread.sleep(pause.inWholeMilliseconds)
            val text = read(url)
            visit(url, text)
            val links = link.findAll(text.orEmpty()).mapNotNull { resolved(url, it.groupValues[1]) }
            found += links.filter { it.origin() == site.origin() && rules.none(it.target()::startsWith) }
                .map(HttpUrl::toString)
        }
    }

    private fun read(url: String): String? = try {
        client.get(url) { header("Accept", "text/html") }.orThrow().text()
    } catch (e: HttpException) {
        System.err.println("$url: $e") // With all attempts, and why each of them failed.
        null
    }

    /** What robots.txt forbids to everybody (RFC 9309). */
    private fun disallowed(site: HttpUrl): List<String> {
        val robots = client.get("${site.origin()}/robots.txt").use { if (it.status == 200) it.text() else "" }
        val lines = robots.lines().map { it.substringBefore('#') }
            .map { it.substringBefore(':').trim().lowercase() to it.substringAfter(':').trim() }
        val forAll = lines.dropWhile { it != "user-agent" to "*" }.drop(1).takeWhile { it.first != "user-agent" }
        return forAll.filter { it.first == "disallow" && it.second.isNotEmpty() }.map { it.second }
    }
}

private fun politeClient() = httpClient {
    defaults()
    header("User-Agent", "example-crawler/1 (+https://crawler.example/)")
    timeout = 10.seconds
    deadline = 5.minutes
    pool { maxPerOrigin = 1 }
    retries {
        total = 4
        backoff(1.seconds, 30.seconds)
        maxRetryAfter = 2.minutes
    }
}
// endregion

private fun resolved(base: String, link: String): HttpUrl? = try {
    HttpUrl.parse(base).resolve(link)
} catch (_: HttpException.InvalidUrl) {
    null
}
