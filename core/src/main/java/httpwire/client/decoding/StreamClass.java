package httpwire.client.decoding;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A class of an optional library that decodes an {@link InputStream}. Used by reflection, so that
 * neither the compiler nor the module's descriptor needs the library.
 */
final class StreamClass {
  private final Constructor<? extends InputStream> constructor;

  private StreamClass(Constructor<? extends InputStream> constructor) {
    this.constructor = constructor;
  }

  /** The class of this name; null if it is missing, or cannot be used here. */
  static @Nullable StreamClass find(String name) {
    try {
      Class<? extends InputStream> type = Class.forName(name).asSubclass(InputStream.class);
      return new StreamClass(type.getConstructor(InputStream.class));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // A library of native code that is not for this platform fails here too.
      return null;
    }
  }

  /** A method of the class, or null. */
  @Nullable Method method(String name, Class<?>... parameters) {
    try {
      return constructor.getDeclaringClass().getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /** A stream that decodes {@code coded}. */
  InputStream open(InputStream coded) throws IOException {
    try {
      return constructor.newInstance(coded);
    } catch (ReflectiveOperationException e) {
      throw failure(e);
    }
  }

  /** What the called code has thrown, in an IOException unless it is one. */
  static IOException failure(ReflectiveOperationException e) {
    Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
    return cause instanceof IOException known ? known : new IOException(cause);
  }
}
