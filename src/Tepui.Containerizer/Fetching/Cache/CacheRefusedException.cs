using System;

namespace Tepui.Containerizer.Fetching.Cache;

/// <summary>Something cannot be kept in the cache, for its size is not known or there is no room; it can be fetched past it.</summary>
internal sealed class CacheRefusedException : Exception;
