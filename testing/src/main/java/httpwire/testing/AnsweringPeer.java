package httpwire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server on a port of 127.0.0.1 that answers each request as rules or a function say, on any
 * number of connections at once, each of which has a thread. For clients that send well-formed
 * requests; {@link ScriptedPeer} is for looking at single bytes.
 *
 * <pre>{@code
 * try (var peer = AnsweringPeer.start()) {
 *   peer.on("GET /users").reply(200, "[]", "Content-Type: application/json");
 *   peer.on("POST /users").reply(request -> Answer.of(201).body(request.text()));
 *   peer.on("GET /users/*").reply(503).reply(200, "{}").times(2);
 *   ...
 * }
 * }</pre>
 *
 * <p>The first rule answers that matches and is not used up. If there is none, {@link #otherwise}
 * does; without that the client gets 404 and a text that lists the rules.
 *
 * <p>{@link #close} gives what clients have sent a second to be answered, and ends the connections.
 * It throws if a request came that no rule was for, if a rule was used too rarely, if a function
 * threw, or if something came that is not a request.
 */
public final class AnsweringPeer extends Peer {
  private static final int BACKLOG = 512;
  private static final int MAX_FAILURES = 100;
  private static final int SWEEP_INTERVAL = 64;
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Rules rules;
  private final @Nullable SSLContext context;
  private final String name;
  private final Acceptor acceptor;
  private final AtomicInteger connectionCount = new AtomicInteger();
  private final Set<Serving> open = ConcurrentHashMap.newKeySet();
  private final ReceivedRequests received = new ReceivedRequests();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  private AnsweringPeer(Rules rules, @Nullable SSLContext context, ServerSocket serverSocket) {
    this.rules = rules;
    this.context = context;
    this.name = "httpwire-peer at port " + serverSocket.getLocalPort();
    this.acceptor = new Acceptor(serverSocket, this::accepted, name);
  }

  /** Starts a server without a rule. */
  public static AnsweringPeer start() {
    return open(new Rules(null), null);
  }

  /**
   * Starts a server.
   *
   * @param answers as with {@link #otherwise}
   */
  public static AnsweringPeer start(Function<? super Received, Answer> answers) {
    return open(new Rules(answers), null);
  }

  /** Starts a server without a rule, which speaks TLS. */
  public static AnsweringPeer start(SSLContext context) {
    return open(new Rules(null), context);
  }

  private static AnsweringPeer open(Rules rules, @Nullable SSLContext context) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      ServerSocket serverSocket = new ServerSocket(0, BACKLOG, loopback);
      AnsweringPeer peer = new AnsweringPeer(rules, context, serverSocket);
      peer.acceptor.start();
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A new rule, after those that there are. It is nothing until it has a reply.
   *
   * @param methodAndPath such as {@code GET /users}. Without a method it is for all of them. A
   *     segment {@code *} stands for one segment, a last segment {@code **} for all that follow;
   *     with {@code ?} the query must be the same too, otherwise any query will do
   */
  public Rule on(String methodAndPath) {
    return rules.add(new Rule(RequestPattern.parse(methodAndPath), methodAndPath));
  }

  /** A new rule for the requests that meet a condition; see {@link Rule#where}. */
  public Rule on(Predicate<? super Received> condition) {
    return rules.add(new Rule(null, "of a predicate").where(condition));
  }

  /** A new rule, after those that there are. */
  Rule add(Rule rule) {
    return rules.add(rule);
  }

  /** What is answered to requests that no rule is for; they are not failures then. */
  public void otherwise(Answer answer) {
    rules.otherwise(request -> answer);
  }

  /**
   * What is answered to requests that no rule is for; they are not failures then.
   *
   * @param answers called in the thread of the request's connection; may block; what it throws, a
   *     failed assertion for instance, is a failure of the peer
   */
  public void otherwise(Function<? super Received, Answer> answers) {
    rules.otherwise(answers);
  }

  /** The rules that have answered no request so far. */
  public List<Rule> unusedRules() {
    return rules.unused();
  }

  /** The port; after {@link #close} nobody listens there any more. */
  public int port() {
    return acceptor.port();
  }

  /** The address as in a URL: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  /**
   * A URL of this server.
   *
   * @param path with its slash
   */
  public String url(String path) {
    return (context == null ? "http://" : "https://") + address() + path;
  }

  /**
   * The latest requests, 10,000 at most and with no more than 256 MiB of bodies, in the order in
   * which they were read.
   */
  public List<Received> received() {
    return received.list();
  }

  /** How many connections were accepted so far. */
  public int connectionCount() {
    return connectionCount.get();
  }

  /** Ends the connections that are open, and goes on accepting others. */
  public void closeConnections() {
    open.forEach(Serving::cut);
  }

  @Override
  void settle(@Nullable Duration limit) throws InterruptedException {
    acceptor.catchUp();
    long deadlineNanos = System.nanoTime() + QUIET_LIMIT.toNanos();
    for (Serving serving : open) {
      serving.awaitQuiet(deadlineNanos);
    }
  }

  @Override
  List<String> problems() {
    List<String> problems = new ArrayList<>(failures);
    problems.addAll(rules.shortfalls());
    return problems;
  }

  @Override
  boolean isFailed() {
    return !failures.isEmpty();
  }

  @Override
  List<String> release() {
    stopping = true;
    boolean interrupted = Thread.interrupted();
    List<String> leftBehind = new ArrayList<>();
    try {
      acceptor.stop();
      open.forEach(Serving::stop);
      long deadlineNanos = System.nanoTime() + STOP_LIMIT.toNanos();
      for (Serving serving : open) {
        if (!serving.isOverBy(deadlineNanos)) leftBehind.add(serving + " does not end");
      }
    } catch (InterruptedException e) {
      interrupted = true;
      leftBehind.add("interrupted while closing, so threads may be left");
    } finally {
      open.forEach(Serving::stop);
    }
    if (interrupted) Thread.currentThread().interrupt();
    return leftBehind;
  }

  @Override
  String record() {
    return rules.state() + received.state();
  }

  private void accepted(Socket socket) {
    int number = connectionCount.incrementAndGet();
    if (number % SWEEP_INTERVAL == 0) open.removeIf(Serving::isOver);
    Serving serving = new Serving(number, socket, context, new Answering(), name);
    serving.start();
    open.add(serving);
  }

  private void failed(int connection, String words) {
    if (!stopping && failures.size() < MAX_FAILURES) {
      failures.add("connection " + connection + ", " + words);
    }
  }

  private final class Answering implements Serving.Answers {
    @Override
    public Answer answer(Received request) {
      received.add(request);
      try {
        return rules.answer(request);
      } catch (Rules.Unmatched e) {
        AnsweringPeer.this.failed(request.connection(), String.valueOf(e.getMessage()));
        return Answer.of(404, "Content-Type: text/plain; charset=utf-8")
            .body(e.getMessage() + "\n" + rules.state());
      } catch (Throwable e) { // Kotlin throws checked exceptions too.
        AnsweringPeer.this.failed(request.connection(), "the answer to " + request + " threw " + e);
        return Answer.hangUp();
      }
    }

    @Override
    public void failed(int connection, String words) {
      AnsweringPeer.this.failed(connection, words);
    }
  }
}
