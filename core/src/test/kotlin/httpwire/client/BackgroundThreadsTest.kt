package httpwire.client

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit

class BackgroundThreadsTest : FunSpec({
    test("a task has a thread of its own that keeps no process alive: a virtual one since Java 21") {
        val thread = CompletableFuture<Thread>()
        BackgroundThreads.start("the name") { thread.complete(Thread.currentThread()) }
        val used = thread.get(10, TimeUnit.SECONDS)
        used.isDaemon shouldBe true
        val isVirtual = runCatching { Thread::class.java.getMethod("isVirtual").invoke(used) }.getOrDefault(false)
        isVirtual shouldBe (Runtime.version().feature() >= 21)
        if (isVirtual == false) used.name shouldBe "the name"
    }
})
