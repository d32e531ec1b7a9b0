package httpwire.examples.servers

import java.nio.file.Files

/** Serves a [Site] in clear, over TLS, or both. [behind] is where it has that from, if not from files. */
internal class OriginServer(
    private val server: AutoCloseable,
    private val port: Int?,
    private val tlsPort: Int?,
    private val behind: OriginServer? = null,
) : AutoCloseable {
    fun port(carrier: Carrier): Int = checkNotNull(if (carrier == Carrier.CLEAR) port else tlsPort)

    /** Ends it without a word to its clients; false if it is in this process. */
    fun kill(): Boolean = (server as? ServerProcess)?.kill() != null

    override fun close() {
        server.close()
        behind?.close()
    }

    /** One of the servers that everybody has, and what it can do. */
    enum class Kind(
        private val needed: List<String>,
        val start: (Site) -> OriginServer,
        val carriers: List<Carrier> = Carrier.entries,
        val keepsConnections: Boolean = true,
    ) {
        NGINX(listOf("nginx"), ::nginx),
        APACHE(listOf("apache2"), ::apache),
        HAPROXY(listOf("haproxy", "node"), ::haproxy),
        STUNNEL(listOf("stunnel4", "node"), ::stunnel, listOf(Carrier.TLS_1_2, Carrier.TLS_1_3)),

        // It reads requests of GET, answers in HTTP/1.0 and says no length.
        S_SERVER(listOf("openssl"), ::sServer, listOf(Carrier.TLS_1_2, Carrier.TLS_1_3), keepsConnections = false),
        NODE(listOf("node"), { site -> scripted(site, "node", "origin.js") }),
        PYTHON(listOf("python3"), { site -> scripted(site, "python3", "origin.py") }),
        JETTY(emptyList(), ::startJetty),
        UNDERTOW(emptyList(), ::startUndertow),
        ;

        val isInstalled: Boolean get() = RealServers.have(*needed.toTypedArray())
    }
}

/** Starts what [command] says for a port in clear and one for TLS. */
private fun Site.start(behind: OriginServer? = null, command: (port: Int, tlsPort: Int) -> List<String>): OriginServer {
    var tlsPort = 0
    val process = ServerProcess.start(home) { port ->
        tlsPort = ServerProcess.freePort()
        command(port, tlsPort)
    }
    return OriginServer(process, process.port, tlsPort, behind)
}

private fun Site.file(name: String, text: String): String = "${Files.writeString(home.resolve(name), text)}"

private fun scripted(site: Site, interpreter: String, script: String): OriginServer {
    val text = checkNotNull(OriginServer::class.java.getResource("/servers/$script")).readText()
    val file = site.file(script, text)
    return site.start { port, tlsPort ->
        listOf(interpreter, file, "${site.root}", "$port", "$tlsPort", "${site.certificate}", "${site.key}")
    }
}

private fun nginx(site: Site): OriginServer = site.start { port, tlsPort ->
    val configuration = """
        daemon off;
        master_process off;
        pid ${site.home}/nginx.pid;
        error_log ${site.home}/error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path ${site.home}/body;
          proxy_temp_path ${site.home}/proxy;
          fastcgi_temp_path ${site.home}/fastcgi;
          uwsgi_temp_path ${site.home}/uwsgi;
          scgi_temp_path ${site.home}/scgi;
          client_max_body_size 64m;
          server {
            listen 127.0.0.1:$port;
            listen 127.0.0.1:$tlsPort ssl;
            ssl_protocols TLSv1.2 TLSv1.3;
            ssl_certificate ${site.certificate};
            ssl_certificate_key ${site.key};
            root ${site.root};
            location /up/ { dav_methods PUT; }
          }
        }
    """.trimIndent()
    listOf("nginx", "-c", site.file("nginx-$port.conf", configuration), "-e", "${site.home}/error.log")
}

private fun apache(site: Site): OriginServer = site.start { port, tlsPort ->
    val modules = listOf("mpm_event", "authz_core", "socache_shmcb", "ssl", "dav", "dav_fs")
    val configuration = modules.joinToString("\n", postfix = "\n") {
        "LoadModule ${it}_module /usr/lib/apache2/modules/mod_$it.so"
    } + """
        ServerRoot ${site.home}
        DefaultRuntimeDir ${site.home}
        PidFile ${site.home}/httpd-$port.pid
        Mutex pthread
        Listen 127.0.0.1:$port
        Listen 127.0.0.1:$tlsPort
        ServerName 127.0.0.1
        ErrorLog ${site.home}/error.log
        User nobody
        Group nogroup
        ThreadsPerChild 16
        ThreadLimit 16
        MaxRequestWorkers 16
        DocumentRoot ${site.root}
        DavLockDB ${site.root}/up/.locks
        SSLProtocol -all +TLSv1.2 +TLSv1.3
        <Directory ${site.root}>
          Require all granted
        </Directory>
        <Location /up>
          Dav On
        </Location>
        <VirtualHost 127.0.0.1:$tlsPort>
          SSLEngine on
          SSLCertificateFile ${site.certificate}
          SSLCertificateKeyFile ${site.key}
        </VirtualHost>
    """.trimIndent() + "\n"
    // One process, so that ending it ends all of Apache.
    listOf("apache2", "-X", "-f", site.file("httpd-$port.conf", configuration))
}

/** In front of Node, to which it speaks in clear. */
private fun haproxy(site: Site): OriginServer {
    val node = OriginServer.Kind.NODE.start(site)
    val pem = site.file("both.pem", Files.readString(site.certificate) + Files.readString(site.key))
    return site.start(node) { port, tlsPort ->
        val configuration = """
            defaults
              mode http
              timeout connect 5s
              timeout client 30s
              timeout server 30s
            frontend here
              bind 127.0.0.1:$port
              bind 127.0.0.1:$tlsPort ssl crt $pem ssl-min-ver TLSv1.2
              default_backend node
            backend node
              server node 127.0.0.1:${node.port(Carrier.CLEAR)}
        """.trimIndent() + "\n"
        listOf("haproxy", "-db", "-f", site.file("haproxy-$port.cfg", configuration))
    }
}

/** TLS in front of Node. */
private fun stunnel(site: Site): OriginServer {
    val node = OriginServer.Kind.NODE.start(site)
    val process = startStunnel(site.home, node.port(Carrier.CLEAR), site.certificate, site.key)
    return OriginServer(process, port = null, process.port, node)
}

private fun sServer(site: Site): OriginServer {
    val process = ServerProcess.start(site.root) { port ->
        listOf("openssl", "s_server", "-accept", "127.0.0.1:$port", "-WWW") +
            listOf("-cert", "${site.certificate}", "-key", "${site.key}")
    }
    return OriginServer(process, port = null, process.port)
}
