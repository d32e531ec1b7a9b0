package httpwire.examples.command

import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.parameters.groups.OptionGroup
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option
import httpwire.auth.Credentials
import httpwire.client.redirect.Redirects

/** What a client does, and one exchange over one connection does not. */
internal class ClientOptions : OptionGroup("Redirects, retries, decoding, credentials and a cache") {
    private val isFollowing by option("-L", "--location").flag()
        .help("Follows redirects. Secrets do not go to another origin.")
    private val maxRedirects by option("--max-redirs", metavar = "COUNT").convert { countOf(it) }
        .help("Follows at most so many redirects for a URL, with -L; 20 is the default.")
    val retries by option("--retry", metavar = "COUNT").convert { countOf(it) }
        .help("Sends a request that failed, or was answered with 503 and its like, up to so many times again.")
    val isDecoded by option("--compressed").flag()
        .help("Asks for compressed content, and decodes it.")
    private val login by option("-u", "--user", metavar = "USER:SECRET").convert { loginOf(it) }
        .help("The user, for the origins of the URLs and no others.")
    private val isBasic by option("--basic").flag()
        .help("Sends the user and the secret as they are, without being asked: the default.")
    private val isDigest by option("--digest").flag()
        .help("Answers the server's challenge with a hash of the secret (Digest).")

    val cacheFolder by fileOption("--cache", metavar = "FOLDER").convert { cacheFolderOf(it) }
        .help(
            "Stores responses in this folder, which is made if it is not there, and answers from it. At most 256 MiB.",
        )

    /** How many at most; null if they are not followed. */
    fun redirects(): Int? {
        if (maxRedirects != null && !isFollowing) throw UsageError("--max-redirs needs -L")
        return if (isFollowing) maxRedirects ?: Redirects.DEFAULT.maxCount else null
    }

    fun credentials(): Credentials? {
        if (isBasic && isDigest) throw UsageError("--basic and --digest contradict each other")
        if ((isBasic || isDigest) && login == null) throw UsageError("--basic and --digest need -u")
        return if (isDigest) login?.digest() else login?.basic()
    }
}
