package httpwire.bench.run;

import httpwire.bench.client.BenchClient;
import httpwire.bench.client.Setup;
import java.util.Set;

/** The clients. Each process has one of them, and only its libraries on the class path. */
enum ClientKind {
  FLOOR("floor", "FloorClient"),
  FLOOR_AGAIN("floor-again", "FloorClient"),
  FLOOR_PIPELINED("floor-pipelined", "PipelinedFloorClient"),
  HTTPWIRE_JAVA("httpwire-java", "HttpwireClient", Libraries.HTTPWIRE),
  ;

  /** Prefixes of jar names. */
  private static final class Libraries {
    static final String[] HTTPWIRE = {"httpwire-core", "okio-jvm", "kotlin-stdlib", "jspecify"};
  }

  final String id;
  final String className;
  final String[] libraries;

  /** Whether the quick run has it. */
  final boolean isInQuick;

  ClientKind(String id, String className, String... libraries) {
    this.id = id;
    this.className = "httpwire.bench.client." + className;
    this.libraries = libraries;
    this.isInQuick = !Set.of("jdk", "ktor-cio", "jetty", "helidon").contains(id);
  }

  boolean isFloor() {
    return this == FLOOR || this == FLOOR_AGAIN || this == FLOOR_PIPELINED;
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
