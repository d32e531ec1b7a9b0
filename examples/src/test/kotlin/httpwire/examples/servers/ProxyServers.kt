package httpwire.examples.servers

import okio.ByteString.Companion.encodeUtf8
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

// Real proxies, each in a process of its own on a port of 127.0.0.1. They let nobody through but to 127.0.0.1.

internal const val PROXY_USER = "user"
internal const val PROXY_PASSWORD = "geheim"

/** CONNECT is allowed to [ports] only. */
internal fun startTinyproxy(folder: Path, vararg ports: Int): ServerProcess = ServerProcess.start(folder) { port ->
    val lines =
        listOf("Port $port", "Listen 127.0.0.1", "Allow 127.0.0.1", "MaxClients 20", "Timeout 60", "LogLevel Warning")
    val file = folder.resolve("tinyproxy-$port.conf")
    Files.write(file, lines + ports.map { "ConnectPort $it" })
    listOf("tinyproxy", "-d", "-c", "$file")
}

/** squid, which wants a user and a password, as [scheme] has it; over TLS too, on [securePort]. */
internal class Squid(folder: Path, certificate: Path, key: Path, private val scheme: Scheme = Scheme.BASIC) :
    AutoCloseable {
    private val home = Files.createDirectories(folder.resolve("squid-$scheme"))
    var securePort = 0
        private set
    private val process: ServerProcess

    val port: Int get() = process.port

    init {
        // squid gives up root's rights for those of the user `proxy`.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"))
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"))
        Files.writeString(home.resolve("users"), users())
        process = ServerProcess.start(folder) { port ->
            securePort = ServerProcess.freePort()
            val file = Files.writeString(home.resolve("squid-$port.conf"), configuration(port, certificate, key))
            listOf("squid", "-N", "-f", "$file")
        }
    }

    private fun users(): String {
        if (scheme == Scheme.BASIC) return "$PROXY_USER:${hashed(PROXY_PASSWORD)}\n"
        val digest = "$PROXY_USER:$REALM:$PROXY_PASSWORD".encodeUtf8().md5().hex()
        return "$PROXY_USER:$REALM:$digest\n"
    }

    private fun authentication() = when (scheme) {
        Scheme.BASIC ->
            """
        auth_param basic program /usr/lib/squid/basic_ncsa_auth $home/users
        auth_param basic children 1
        """

        Scheme.DIGEST ->
            """
        auth_param digest program /usr/lib/squid/digest_file_auth -c $home/users
        auth_param digest children 1
        auth_param digest realm $REALM
        auth_param digest nonce_max_count $REQUESTS_PER_NONCE
        """
    }.trimIndent()

    private fun configuration(port: Int, certificate: Path, key: Path) = authentication() + "\n" + """
        http_port 127.0.0.1:$port
        https_port 127.0.0.1:$securePort tls-cert=$certificate tls-key=$key
        acl known proxy_auth REQUIRED
        acl here dst 127.0.0.1
        http_access deny !known
        http_access allow here
        http_access deny all
        cache deny all
        access_log none
        cache_log $home/cache.log
        pid_filename $home/squid-$port.pid
        coredump_dir $home
        shutdown_lifetime 1 seconds
        visible_hostname localhost
        pinger_enable off
        netdb_filename none
    """.trimIndent() + "\n"

    override fun close() = process.close()

    enum class Scheme { BASIC, DIGEST }

    companion object {
        /** After so many requests squid calls a nonce stale. */
        const val REQUESTS_PER_NONCE = 5
        private const val REALM = "squid"

        /** As `htpasswd` writes it. */
        private fun hashed(password: String): String =
            ProcessBuilder("openssl", "passwd", "-apr1", password).start().inputReader().use { it.readLine() }
    }
}

/** microsocks: SOCKS 5 with a user and a password. */
internal fun startMicrosocks(folder: Path): ServerProcess = ServerProcess.start(folder) { port ->
    listOf("microsocks", "-i", "127.0.0.1", "-p", "$port", "-u", PROXY_USER, "-P", PROXY_PASSWORD)
}

/** dante: SOCKS 4 and 5 without a password. It has no SOCKS 4A. */
internal fun startDante(folder: Path): ServerProcess = ServerProcess.start(folder) { port ->
    val file = folder.resolve("danted-$port.conf")
    Files.writeString(
        file,
        """
        logoutput: $folder/danted-$port.log
        internal: 127.0.0.1 port = $port
        external: 127.0.0.1
        clientmethod: none
        socksmethod: none
        client pass { from: 127.0.0.1/32 to: 0.0.0.0/0 }
        socks pass { from: 127.0.0.1/32 to: 127.0.0.1/32 }
        """.trimIndent() + "\n",
    )
    listOf("danted", "-f", "$file", "-p", "$folder/danted-$port.pid")
}

/** stunnel: TLS in front of whatever listens on [target]. */
internal fun startStunnel(folder: Path, target: Int, certificate: Path, key: Path): ServerProcess =
    ServerProcess.start(folder) { port ->
        val file = folder.resolve("stunnel-$port.conf")
        Files.writeString(
            file,
            """
            foreground = yes
            pid =
            [proxy]
            accept = 127.0.0.1:$port
            connect = 127.0.0.1:$target
            cert = $certificate
            key = $key
            """.trimIndent() + "\n",
        )
        listOf("stunnel4", "$file")
    }
