// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.real;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.nsb.tests.harness.Run;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/**
 * A Redis server from Debian's source package, on a port of its own.
 *
 * @param source the built source tree
 * @param port on the loopback interface
 * @param process the server
 */
record RedisServer(Path source, int port, Subject process) {
    private static final String VERSION = "7.0.15";

    /** Fetches and builds it, once for all tests; skips the test where that is impossible. */
    static Path build(Workbench bench) {
        Path directory = Workbench.top().resolve("tests/target/real");
        Path source = directory.resolve("redis");
        Run fetch =
                bench.run(
                        List.of(
                                Workbench.top() + "/scripts/source-package",
                                "redis",
                                directory.toString()));
        Assumptions.assumeTrue(
                fetch.status() == 0, "the source package of Redis cannot be had: " + fetch.err());
        Assumptions.assumeTrue(isVersion(source), "the source package is not Redis " + VERSION);
        bench.run(
                        List.of(
                                "make",
                                "-C",
                                source + "/src",
                                "-j2",
                                "MALLOC=libc",
                                "OPTIMIZATION=-O2",
                                "REDIS_CFLAGS=-g",
                                "BUILD_TLS=no",
                                "USE_SYSTEMD=no",
                                "redis-server",
                                "redis-benchmark"))
                .exits(0);
        return source;
    }

    private static boolean isVersion(Path source) {
        try {
            return Files.readString(source.resolve("src/version.h")).contains(VERSION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RedisServer start(Workbench bench, Path source) {
        int port = freePort();
        Subject process =
                bench.start(
                        List.of(
                                source + "/src/redis-server",
                                "--port",
                                Integer.toString(port),
                                "--bind",
                                "127.0.0.1",
                                "--save",
                                "",
                                "--appendonly",
                                "no"));
        process.skipTo("Ready to accept connections");
        return new RedisServer(source, port, process);
    }

    /** Load by Redis's own benchmark that goes on until {@link Subject#close}. */
    Subject load(Workbench bench, String... command) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                source + "/src/redis-benchmark",
                                "-h",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(port),
                                "-c",
                                "20",
                                "-n",
                                "50000000",
                                "-e"));
        words.addAll(List.of(command));
        return bench.start(words);
    }

    /** Makes a patch of a source file beside the others of Redis. */
    Path patch(Workbench bench, String name) {
        Path object = bench.directory().resolve(name + ".so");
        bench.cc(
                List.of(
                        "-shared",
                        "-fPIC",
                        "-g",
                        "-O2",
                        "-I" + source + "/src",
                        "-I" + source + "/deps/hiredis",
                        "-I" + source + "/deps/lua/src",
                        "-I" + source + "/deps/hdr_histogram",
                        "-DREDIS_STATIC=",
                        "-o",
                        object.toString(),
                        Workbench.programs("redis").resolve(name + ".c").toString()));
        return bench.nsb().generate(source.resolve("src/redis-server"), object);
    }

    RedisClient connect() throws IOException {
        return new RedisClient(port);
    }

    /** A figure of {@code INFO stats}. */
    static long stat(RedisClient client, String name) throws IOException {
        String info = client.ask("INFO", "all");
        String line = info.lines().filter(l -> l.startsWith(name + ":")).findFirst().orElse("");
        assertTrue(!line.isEmpty(), "INFO has no " + name);
        return Long.parseLong(line.substring(name.length() + 1).strip());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
