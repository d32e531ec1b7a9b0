package httpwire.internal

import java.nio.file.Path

/** Whether a command of the system has done what it should. */
internal fun hasDone(vararg command: String): Boolean =
    runCatching { ProcessBuilder(*command).redirectErrorStream(true).start().also { it.inputStream.readAllBytes() } }
        .map { it.waitFor() == 0 }.getOrDefault(false)

/** A disk of its own in a folder. */
internal class SmallDisk(val root: Path) {
    fun resize(sizeKib: Int) = check(hasDone("mount", "-o", "remount,size=${sizeKib}k", "$root"))

    fun forbidWriting() = check(hasDone("mount", "-o", "remount,ro", "$root"))
}

/** [block] with a disk in place of [folder], where one may be mounted. */
internal fun onDisk(folder: Path, sizeKib: Int, block: (SmallDisk) -> Unit) {
    if (!hasDone("mount", "-t", "tmpfs", "-o", "size=${sizeKib}k", "none", "$folder")) {
        println("No disk may be mounted here: a test leaves one out")
        return
    }
    try {
        block(SmallDisk(folder))
    } finally {
        check(hasDone("umount", "$folder"))
    }
}
