package httpwire.coroutines.internal

import java.lang.invoke.MethodHandles
import java.lang.invoke.MethodType
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

/** Found at run time, because this is compiled for Java 17, which has none. */
internal object VirtualThreads {
    private val isVirtual = try {
        MethodHandles.publicLookup().findVirtual(
            Thread::class.java,
            "isVirtual",
            MethodType.methodType(Boolean::class.javaPrimitiveType),
        )
    } catch (_: ReflectiveOperationException) {
        null
    }

    /** Whether the calling thread is one. */
    fun isCurrent(): Boolean = isVirtual != null && isVirtual.invokeExact(Thread.currentThread()) as Boolean

    /** Starts one for each task; null if there are none. */
    fun newExecutor(): ExecutorService? = try {
        Executors::class.java.getMethod("newVirtualThreadPerTaskExecutor").invoke(null) as ExecutorService
    } catch (_: ReflectiveOperationException) {
        null
    }
}
