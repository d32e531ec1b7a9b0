package httpwire.examples.servers

import httpwire.transport.TlsOptions
import okhttp3.tls.HeldCertificate
import java.nio.file.Files
import java.nio.file.Path

/**
 * nginx out of a folder, in clear and over TLS, on ports and on Unix domain sockets. It tells in each answer which of its
 * connections the request came over, and how many requests that one has had.
 */
internal class Nginx(folder: Path) : AutoCloseable {
    /** What it serves, and where uploads go. */
    val root: Path = Files.createDirectories(folder.resolve("www"))
    private val certificate = HeldCertificate.Builder()
        .addSubjectAlternativeName("localhost").addSubjectAlternativeName("127.0.0.1").rsa2048().build()
    val certificateFile: Path = Files.writeString(folder.resolve("certificate.pem"), certificate.certificatePem())
    val tls: TlsOptions = TlsOptions.trusting(certificate.certificatePem())
    private var securePort = 0
    private val process: ServerProcess

    val address: String get() = "127.0.0.1:${process.port}"
    val secureAddress: String get() = "127.0.0.1:$securePort"
    val port: Int get() = process.port
    val tlsPort: Int get() = securePort
    val socket: Path = folder.resolve("clear.sock")
    val secureSocket: Path = folder.resolve("tls.sock")

    init {
        Files.writeString(folder.resolve("key.pem"), certificate.privateKeyPkcs8Pem())
        process = ServerProcess.start(folder) { port ->
            securePort = ServerProcess.freePort()
            val configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(folder, port, securePort))
            listOf("nginx", "-c", "$configuration", "-e", "${folder.resolve("error.log")}")
        }
    }

    fun tls(carrier: Carrier): TlsOptions = carrier.trusting(certificate)

    override fun close() = process.close()

    companion object {
        /** After so many requests it closes a connection. */
        const val REQUESTS_PER_CONNECTION = 6

        // One process, so that ending it ends all of nginx, and as whoever runs the test.
        private fun configuration(folder: Path, port: Int, securePort: Int) = $$"""
            daemon off;
            master_process off;
            pid $$folder/nginx.pid;
            error_log $$folder/error.log;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path $$folder/body;
              proxy_temp_path $$folder/proxy;
              fastcgi_temp_path $$folder/fastcgi;
              uwsgi_temp_path $$folder/uwsgi;
              scgi_temp_path $$folder/scgi;
              client_max_body_size 64m;
              default_type text/plain;
              keepalive_requests $$REQUESTS_PER_CONNECTION;
              server {
                listen 127.0.0.1:$$port;
                listen 127.0.0.1:$$securePort ssl;
                listen unix:$$folder/clear.sock;
                listen unix:$$folder/tls.sock ssl;
                ssl_protocols TLSv1.2 TLSv1.3;
                ssl_certificate $$folder/certificate.pem;
                ssl_certificate_key $$folder/key.pem;
                root $$folder/www;
                add_header X-Connection $connection always;
                add_header X-Requests $connection_requests always;
                add_header X-Host $http_host always;
                location /packed/ { gzip on; gzip_min_length 1; gzip_types *; }
                location /upload/ { dav_methods PUT DELETE; create_full_put_path on; }
                location /old { return 301 /new; }
                location /moved { return 301 /hello.txt; }
                location /form { return 303 /hello.txt; }
                location /elsewhere { return 302 http://localhost:$$port/seen; }
                location /seen { return 200 "$http_authorization"; }
                location /patient { keepalive_timeout 60s 30s; return 200 "patient"; }
                location /impatient { keepalive_timeout 60s 1s; return 200 "impatient"; }
                location /silent { keepalive_timeout 200ms; return 200 "silent"; }
                location /none { return 204; }
              }
            }
        """.trimIndent()
    }
}
