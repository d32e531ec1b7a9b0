package httpwire.testing;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** The step that puts TLS, with the peer as its server, on what is there. */
record StartTls(SSLContext context, Consumer<SSLSocket> configure, boolean refusalExpected)
    implements Step {
  private static final String HTTP_1_1 = "http/1.1";

  @Override
  public void play(Line line) throws IOException, ScriptFailure {
    SSLSocket tls =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(line.javaSocket(), line.handOverIncoming(), true);
    tls.setHandshakeApplicationProtocolSelector((socket, offered) -> pick(offered));
    configure.accept(tls);
    if (refusalExpected) {
      expectRefusal(tls, line);
    } else {
      tls.startHandshake();
      line.adopt(tls);
      line.note(summary(tls));
    }
  }

  private static String pick(List<String> offered) {
    return offered.contains(HTTP_1_1) ? HTTP_1_1 : "";
  }

  private static void expectRefusal(SSLSocket tls, Line line) throws IOException, ScriptFailure {
    try {
      tls.startHandshake();
    } catch (IOException refusal) {
      line.noteGone("TLS refused", refusal);
      line.hangUp();
      return;
    }
    throw new ScriptFailure("the client went through with the TLS handshake");
  }

  private static String summary(SSLSocket tls) {
    SSLSession session = tls.getSession();
    String protocol = tls.getApplicationProtocol();
    return session.getProtocol()
        + serverName(session)
        + (protocol.isEmpty() ? "" : " protocol=" + protocol);
  }

  private static String serverName(SSLSession session) {
    List<SNIServerName> names = ((ExtendedSSLSession) session).getRequestedServerNames();
    return names.isEmpty() ? "" : " server=" + Latin1.of(names.get(0).getEncoded());
  }

  @Override
  public boolean isLast() {
    return refusalExpected;
  }

  @Override
  public String toString() {
    return refusalExpected ? "expectTlsRefusal" : "startTls";
  }
}
