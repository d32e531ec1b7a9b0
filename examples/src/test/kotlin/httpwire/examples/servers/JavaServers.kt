package httpwire.examples.servers

import io.undertow.Undertow
import io.undertow.UndertowOptions
import io.undertow.server.HttpServerExchange
import io.undertow.server.handlers.BlockingHandler
import io.undertow.server.handlers.HttpContinueReadHandler
import org.eclipse.jetty.io.Content
import org.eclipse.jetty.server.Handler
import org.eclipse.jetty.server.HttpConfiguration
import org.eclipse.jetty.server.HttpConnectionFactory
import org.eclipse.jetty.server.Request
import org.eclipse.jetty.server.Response
import org.eclipse.jetty.server.SecureRequestCustomizer
import org.eclipse.jetty.server.Server
import org.eclipse.jetty.server.ServerConnector
import org.eclipse.jetty.util.Callback
import org.eclipse.jetty.util.ssl.SslContextFactory
import java.io.InputStream
import java.io.OutputStream
import java.net.InetSocketAddress
import java.nio.file.Files
import java.nio.file.Path

/** The file of [path] in a [Site]; null if there is none. */
private fun Path.served(path: String): Path? = resolve(path.removePrefix("/")).takeIf(Files::isRegularFile)

private fun Path.store(path: String, body: InputStream) {
    Files.newOutputStream(resolve(path.removePrefix("/"))).use(body::transferTo)
}

private fun Path.copyTo(out: OutputStream) = out.use { Files.copy(this, it) }

/** What was put is sent in chunks, which is what both do where they are told no length. */
private fun saysLength(path: String) = !path.startsWith("/up/")

private class JettyHandler(private val root: Path) : Handler.Abstract() {
    override fun handle(request: Request, response: Response, callback: Callback): Boolean {
        val path = request.httpURI.path
        val file = root.served(path)
        if (request.method == "PUT") {
            root.store(path, Content.Source.asInputStream(request))
            response.status = 201
        } else if (file == null) {
            response.status = 404
            Content.Sink.asOutputStream(response).use { it.write("no such file\n".toByteArray()) }
        } else {
            if (saysLength(path)) response.headers.put("Content-Length", Files.size(file))
            if (request.method == "GET") file.copyTo(Content.Sink.asOutputStream(response))
        }
        callback.succeeded()
        return true
    }
}

internal fun startJetty(site: Site): OriginServer {
    val server = Server()
    val clear = ServerConnector(server).apply { host = "127.0.0.1" }
    val tls = SslContextFactory.Server().apply { sslContext = site.context }
    // A name that is no domain name, as `localhost` is, is asked for as well.
    val secure = HttpConfiguration().apply { addCustomizer(SecureRequestCustomizer(false)) }
    val encrypted = ServerConnector(server, tls, HttpConnectionFactory(secure)).apply { host = "127.0.0.1" }
    server.addConnector(clear)
    server.addConnector(encrypted)
    server.handler = JettyHandler(site.root)
    server.start()
    return OriginServer(server::stop, clear.localPort, encrypted.localPort)
}

private fun HttpServerExchange.answer(root: Path) {
    val file = root.served(requestPath)
    if (requestMethod.equalToString("PUT")) {
        root.store(requestPath, inputStream)
        statusCode = 201
    } else if (file == null) {
        statusCode = 404
        outputStream.use { it.write("no such file\n".toByteArray()) }
    } else {
        if (saysLength(requestPath)) responseContentLength = Files.size(file)
        if (requestMethod.equalToString("GET")) file.copyTo(outputStream)
    }
}

internal fun startUndertow(site: Site): OriginServer {
    val undertow = Undertow.builder()
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
        .addHttpListener(0, "127.0.0.1")
        .addHttpsListener(0, "127.0.0.1", site.context)
        .setHandler(HttpContinueReadHandler(BlockingHandler { it.answer(site.root) }))
        .build()
    undertow.start()
    val (port, tlsPort) = undertow.listenerInfo.map { (it.address as InetSocketAddress).port }
    return OriginServer(undertow::stop, port, tlsPort)
}
