package httpwire.bench.run;

import httpwire.bench.client.BenchClient;
import httpwire.bench.client.Setup;
import java.util.EnumSet;
import java.util.Set;

/** The clients. Each process has one of them, and only its libraries on the class path. */
enum ClientKind {
  FLOOR("floor", "FloorClient"),
  FLOOR_AGAIN("floor-again", "FloorClient"),
  FLOOR_PIPELINED("floor-pipelined", "PipelinedFloorClient"),
  FLOOR_HANDOVER("floor-handover", "FloorHandoverClient", "kotlin"),
  FLOOR_HANDOVER_DEFAULT("floor-handover-default", "FloorHandoverDefaultClient", "kotlin"),
  HTTPWIRE_JAVA("httpwire-java", "HttpwireClient", "httpwire-core", "okio-jvm", "kotlin-stdlib"),
  HTTPWIRE_CLIENT(
      "httpwire-client", "HttpwirePoolClient", "httpwire-core", "okio-jvm", "kotlin-stdlib"),
  HTTPWIRE_DSL("httpwire-dsl", "HttpwireDslClient", Libraries.HTTPWIRE),
  HTTPWIRE_SUSPENDING("httpwire-suspending", "HttpwireSuspendingClient", Libraries.HTTPWIRE),
  HTTPWIRE_SUSPENDING_DEFAULT(
      "httpwire-suspending-default", "HttpwireSuspendingDefaultClient", Libraries.HTTPWIRE),
  HTTPWIRE_SUSPENDING_IO(
      "httpwire-suspending-io", "HttpwireSuspendingIoClient", Libraries.HTTPWIRE),
  HTTPWIRE_SUSPENDING_VIRTUAL(
      "httpwire-suspending-virtual", "HttpwireSuspendingVirtualClient", Libraries.HTTPWIRE),
  HTTPWIRE_SUSPENDING_CLIENT(
      "httpwire-suspending-client", "HttpwireSuspendingPoolClient", Libraries.HTTPWIRE),
  OKHTTP("okhttp", "OkHttpBenchClient", "okhttp-jvm", "okio-jvm", "kotlin-stdlib"),
  OKHTTP_SUSPENDING(
      "okhttp-suspending", "OkHttpSuspendingClient", "okhttp-jvm", "okio-jvm", "kotlin"),
  APACHE("apache", "ApacheClient", "httpclient5", "httpcore5", "slf4j-"),
  JDK("jdk", "JdkClient"),
  URL_CONNECTION("urlconnection", "UrlConnectionClient"),
  KTOR("ktor-cio", "KtorClient", "ktor-", "kotlin", "slf4j-"),
  REACTOR_NETTY(
      "reactor-netty",
      "ReactorNettyClient",
      "reactor-",
      "reactive-",
      "netty-",
      "kotlin",
      "jspecify"),
  JETTY("jetty", "JettyClient", "jetty-", "slf4j-"),
  HELIDON("helidon", "HelidonClient", "helidon-", "slf4j-"),

  /** Only a parser: its part of the row that JMH measures. */
  NETTY("netty", "NoClient");

  /** Prefixes of jar names. */
  private static final class Libraries {
    static final String[] HTTPWIRE = {"httpwire-", "okio-jvm", "kotlin", "jspecify"};
  }

  private static final Set<String> QUICK =
      Set.of(
          "floor",
          "httpwire-java",
          "httpwire-suspending",
          "okhttp",
          "apache",
          "floor-pipelined",
          "netty");

  /** Where the thread of a suspending caller makes a difference. */
  private static final Set<Workload> SMALL_GETS =
      EnumSet.of(Workload.S1, Workload.S2, Workload.S3, Workload.S4);

  final String id;
  final String className;
  final String[] libraries;

  ClientKind(String id, String className, String... libraries) {
    this.id = id;
    this.className = "httpwire.bench.client." + className;
    this.libraries = libraries;
  }

  boolean isFloor() {
    return id.startsWith("floor");
  }

  boolean isInQuick() {
    return QUICK.contains(id);
  }

  /** Why it cannot run in this JDK; null if it can. */
  String absence() {
    boolean needs21 = this == HELIDON || this == HTTPWIRE_SUSPENDING_VIRTUAL;
    return needs21 && Runtime.version().feature() < 21 ? "needs JDK 21" : null;
  }

  /** Whether it has a process of its own on that workload. */
  boolean runs(Workload workload) {
    switch (this) {
      case FLOOR_PIPELINED:
        return workload == Workload.S10;
      case FLOOR_HANDOVER:
      case FLOOR_HANDOVER_DEFAULT:
      case HTTPWIRE_SUSPENDING_DEFAULT:
      case HTTPWIRE_SUSPENDING_IO:
      case HTTPWIRE_SUSPENDING_VIRTUAL:
      case HTTPWIRE_CLIENT:
      case HTTPWIRE_SUSPENDING_CLIENT:
        return SMALL_GETS.contains(workload);
      case OKHTTP_SUSPENDING:
        // That would be a platform thread for each request.
        return workload != Workload.S9;
      case NETTY:
        return false;
      default:
        return true;
    }
  }

  /**
   * What else than the floor a suspending client is set against; null if nothing. It is a bare loop
   * with one hand-over to another thread, or the blocking form for a caller that may block.
   */
  ClientKind comparison() {
    switch (this) {
      case HTTPWIRE_SUSPENDING:
      case HTTPWIRE_SUSPENDING_CLIENT:
      case OKHTTP_SUSPENDING:
      case KTOR:
      case REACTOR_NETTY:
        return FLOOR_HANDOVER;
      case HTTPWIRE_SUSPENDING_DEFAULT:
        return FLOOR_HANDOVER_DEFAULT;
      case HTTPWIRE_SUSPENDING_IO:
      case HTTPWIRE_SUSPENDING_VIRTUAL:
        return HTTPWIRE_JAVA;
      default:
        return null;
    }
  }

  boolean isSuspending() {
    return id.startsWith("httpwire-suspending");
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
