using System.Text;

namespace ContextExchange.Client;

/// <summary>
/// The names of the categories that stand in signed terms, on disk: a record has their hashes only, and whoever gives
/// it back to a server has to say the names beside it.
/// </summary>
internal static class CategoryNames
{
    /// <summary>Keeps the names of terms that were verified.</summary>
    public static void Keep(DeviceStore store, params IEnumerable<TermsInfo> terms) =>
        DeviceProfile.WithTransaction(store, () =>
        {
            foreach (var name in terms.SelectMany(one => one.Levels.Keys))
            {
                var key = ClientRows.Key(Category.IdOf(name));
                if (store.Get(ClientTable.CategoryNames, key) is null)
                    store.Put(ClientTable.CategoryNames, key, Encoding.UTF8.GetBytes(name));
            }

            return true;
        });

    /// <summary>The name of a category; null where it was never seen here.</summary>
    public static string? Find(DeviceStore store, Guid category) =>
        DeviceProfile.WithTransaction(
            store, () => store.Get(ClientTable.CategoryNames, ClientRows.Key(category))) is { } name
            ? Encoding.UTF8.GetString(name)
            : null;
}
