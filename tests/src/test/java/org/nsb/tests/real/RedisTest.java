// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.TargetCpu;
import org.nsb.tests.harness.Workbench;

/** Redis under load is patched, patched again, and both patches come out in either order. */
@LiveTest(TargetCpu.X86_64)
@Tag("real")
class RedisTest {
    private static final int ROUNDS = 20;

    @Test
    @DisplayName("stacked patches under load")
    @Timeout(value = 20, unit = TimeUnit.MINUTES) // building Redis included
    void stackedPatchesUnderLoad(Workbench bench) throws IOException {
        Path source = RedisServer.build(bench);
        RedisServer server = RedisServer.start(bench, source);
        Path loud = server.patch(bench, "loud");
        Path quiet = server.patch(bench, "quiet");
        Subject echoes = server.load(bench, "ECHO", "hello");
        Subject writes = server.load(bench, "-t", "set,get,lpush");
        try (RedisClient client = server.connect()) {
            client.ask("SET", "kept", "through all rounds");
            waitForLoad(client);
            long connections = RedisServer.stat(client, "total_connections_received");
            for (int round = 0; round < ROUNDS; round++) {
                round(bench, server.process().pid(), client, loud, quiet, round % 2 == 0);
            }
            assertEquals("through all rounds", client.ask("GET", "kept"));
            assertEquals(connections, RedisServer.stat(client, "total_connections_received"));
            assertEquals(0, RedisServer.stat(client, "total_error_replies"));
            assertEquals(41, RedisServer.stat(client, "connected_clients"));
        }
        assertTrue(echoes.alive(), "the load with ECHO ended early");
        assertTrue(writes.alive(), "the load with writes ended early");
        assertTrue(server.process().alive(), "the server has ended");
    }

    /** Waits until both loads are connected and have made requests. */
    private static void waitForLoad(RedisClient client) throws IOException {
        while (RedisServer.stat(client, "connected_clients") < 41
                || RedisServer.stat(client, "total_commands_processed") < 10_000) {
            Thread.onSpinWait();
        }
    }

    private static void round(
            Workbench bench,
            long pid,
            RedisClient client,
            Path loud,
            Path quiet,
            boolean newestFirst)
            throws IOException {
        Nsb nsb = bench.nsb();
        assertEquals("x", client.ask("ECHO", "x"));
        nsb.run("patch", pid, loud).exits(0);
        assertEquals("loud:x", client.ask("ECHO", "x"));
        nsb.run("patch", pid, quiet).exits(0);
        assertEquals("quiet:x", client.ask("ECHO", "x"));
        nsb.run("list", pid).exits(0).says("loud").says("quiet");
        nsb.run("revert", pid, newestFirst ? quiet : loud).exits(0);
        assertEquals(newestFirst ? "loud:x" : "quiet:x", client.ask("ECHO", "x"));
        nsb.run("revert", pid, newestFirst ? loud : quiet).exits(0);
        assertEquals("x", client.ask("ECHO", "x"));
    }
}
