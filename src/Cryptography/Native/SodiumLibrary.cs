using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Native;

/// <summary>
/// Finds libsodium and starts it. Because <c>sodium_init</c> runs inside the resolver, before the first function is
/// bound, no call can reach a library that has not been started and no call pays for a check.
/// </summary>
internal static unsafe class SodiumLibrary
{
    // Debian 12, Debian 13, then what a package or the system calls it.
    private static readonly string[] Names =
        ["libsodium.so.23", "libsodium.so.26", "libsodium", "libsodium.dylib", "libsodium.dll"];

    private static readonly Lock Gate = new();
    private static nint _handle;

    public static void Register(Assembly assembly, string library) =>
        NativeLibrary.SetDllImportResolver(
            assembly,
            (name, from, path) => name == library ? Load(Names, from, path) : 0);

    /// <summary>Loads the first of the names that exists and starts it.</summary>
    /// <exception cref="DllNotFoundException">None of the names exists; the message says what to install.</exception>
    /// <exception cref="CryptographicException">The library is there and refuses to start.</exception>
    internal static nint Load(ReadOnlySpan<string> names, Assembly assembly, DllImportSearchPath? path)
    {
        lock (Gate)
        {
            if (_handle != 0 && names == Names)
                return _handle;
            foreach (var name in names)
            {
                if (!NativeLibrary.TryLoad(name, assembly, path, out var handle))
                    continue;
                var start = (delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "sodium_init");
                // 0 = started, 1 = was started before, -1 = no source of randomness.
                if (start() < 0)
                    throw new CryptographicException($"{name} could not be started: sodium_init failed.");
                return _handle = handle;
            }
        }

        throw new DllNotFoundException(
            $"libsodium was not found (tried {string.Join(", ", names.ToArray())}). "
            + "On Debian and Ubuntu: apt-get install libsodium23. On macOS: brew install libsodium.");
    }
}
