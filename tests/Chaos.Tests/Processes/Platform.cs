using System.Runtime.Versioning;

// Signals, /proc and mounts are Linux's.
[assembly: SupportedOSPlatform("linux")]
