package httpwire.bench.run;

import httpwire.bench.client.BenchClient;
import httpwire.bench.client.Setup;
import java.util.Set;

/** The clients. Each process has one of them, and only its libraries on the class path. */
enum ClientKind {
  FLOOR("floor", "FloorClient"),
  FLOOR_AGAIN("floor-again", "FloorClient"),
  FLOOR_PIPELINED("floor-pipelined", "PipelinedFloorClient"),
  HTTPWIRE_JAVA("httpwire-java", "HttpwireClient", "httpwire-core", "okio-jvm", "kotlin-stdlib"),
  HTTPWIRE_DSL("httpwire-dsl", "HttpwireDslClient", Libraries.HTTPWIRE),
  HTTPWIRE_SUSPENDING("httpwire-suspending", "HttpwireSuspendingClient", Libraries.HTTPWIRE),
  OKHTTP("okhttp", "OkHttpBenchClient", "okhttp-jvm", "okio-jvm", "kotlin-stdlib"),
  APACHE("apache", "ApacheClient", "httpclient5", "httpcore5", "slf4j-"),
  JDK("jdk", "JdkClient"),
  URL_CONNECTION("urlconnection", "UrlConnectionClient"),
  KTOR("ktor-cio", "KtorClient", "ktor-", "kotlin", "slf4j-"),
  JETTY("jetty", "JettyClient", "jetty-", "slf4j-"),
  HELIDON("helidon", "HelidonClient", "helidon-", "slf4j-"),

  /** Only a parser: its part of the row that JMH measures. */
  NETTY("netty", "NoClient");

  /** Prefixes of jar names. */
  private static final class Libraries {
    static final String[] HTTPWIRE = {"httpwire-", "okio-jvm", "kotlin", "jspecify"};
  }

  private static final Set<String> QUICK =
      Set.of("floor", "httpwire-java", "okhttp", "apache", "floor-pipelined", "netty");

  final String id;
  final String className;
  final String[] libraries;

  ClientKind(String id, String className, String... libraries) {
    this.id = id;
    this.className = "httpwire.bench.client." + className;
    this.libraries = libraries;
  }

  boolean isFloor() {
    return this == FLOOR || this == FLOOR_AGAIN || this == FLOOR_PIPELINED;
  }

  boolean isInQuick() {
    return QUICK.contains(id);
  }

  /** Why it cannot run in this JDK; null if it can. */
  String absence() {
    boolean isTooOld = this == HELIDON && Runtime.version().feature() < 21;
    return isTooOld ? "needs JDK 21" : null;
  }

  /** Whether it has a process of its own on that workload. */
  boolean runs(Workload workload) {
    if (this == FLOOR_PIPELINED) return workload == Workload.S10;
    return this != NETTY;
  }

  boolean isOurs() {
    return id.startsWith("httpwire");
  }

  static ClientKind of(String id) {
    for (ClientKind kind : values()) if (kind.id.equals(id)) return kind;
    throw new IllegalArgumentException("no client " + id);
  }

  static BenchClient open(String className, Setup setup) throws ReflectiveOperationException {
    return (BenchClient) Class.forName(className).getConstructor(Setup.class).newInstance(setup);
  }
}
