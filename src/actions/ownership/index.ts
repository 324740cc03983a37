/** Which replica acts on an entity. */
export { LeaseClaim, type LeaseOptions } from './lease.ts';
export { LockOwner } from './lock-owner.ts';
export { LeaseMembers } from './members.ts';
export { LeaseOwner } from './owner.ts';
export { ownerOf } from './rendezvous.ts';
export { LeaseShares, SHARES, shareOf } from './shares.ts';
export { type Ownership, type Ownerships, whileOwned } from './while-owned.ts';
